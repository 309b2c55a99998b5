/**
 * Reader of TensorFlow.js models: `model.json` and the binary files that it names beside it. Needs none of TensorFlow.js.
 * Source: `ModelJSON` in tfjs-core/src/io/types.ts.
 */
import { CorruptDataError, InvalidDataError, MissingError } from '../../datasets/errors.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { ConvStack3DConfig } from './conv-stack-3d.ts';
import { crc32c } from './crc32c.ts';
import { type ModelMetadata, parseMetadataTexts } from './ffn-model.ts';
import { parseModelArgs } from './model-args.ts';

export interface TfjsWeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string };
}

/** As TensorFlow.js's loaders take them. */
export interface TfjsArtifacts {
  readonly modelTopology: Readonly<Record<string, unknown>>;
  readonly weightSpecs: readonly TfjsWeightSpec[];
  readonly weightData: ArrayBuffer;
  readonly signature?: object;
  readonly userDefinedMetadata?: Readonly<Record<string, unknown>>;
}

/** A network that TensorFlow.js runs: of any architecture, with the signature of an FFN. */
export interface TfjsModel {
  /** For messages: the file. */
  readonly name: string;
  readonly format: 'graph-model' | 'layers-model';
  readonly config: Pick<ConvStack3DConfig, 'fovSize' | 'deltas'>;
  readonly metadata: ModelMetadata;
  readonly artifacts: TfjsArtifacts;
  /** Tells one network from another: CRC-32C over architecture and weights. */
  readonly id: string;
}

/**
 * @param key of `model.json` in the store; weights lie beside it.
 * @param modelArgs JSON with fov_size and deltas (x, y, z), which go before those of the file's `userDefinedMetadata`.
 * @throws MissingError for a file that is not there; CorruptDataError where weights are too short or too long;
 *   InvalidDataError where the JSON is no model, or nothing says the field of view.
 */
export async function readTfjsModel(store: Store, key: string, modelArgs = ''): Promise<TfjsModel> {
  const subject = `${store.name}/${key}`;
  const json = parseObject(await readFile(store, key, `${subject}: the model`), subject);
  const { modelTopology: topology, signature, userDefinedMetadata: userMetadata } = json;
  if (!isObject(topology)) throw invalid(subject, 'a modelTopology', JSON.stringify(topology) ?? 'none');
  const texts = isObject(userMetadata) ? textsOf(userMetadata) : {};
  const args = modelArgs || texts['model_args'];
  if (!args) {
    throw new InvalidDataError({
      subject,
      expected: 'model_args with fov_size and deltas in userDefinedMetadata',
      got: 'none',
      cure: 'Give --model-args \'{"fov_size":[33,33,33],"deltas":[8,8,8]}\'',
    });
  }
  const { fovSize, deltas } = parseModelArgs(args);
  const weights = await readWeights(store, key, json['weightsManifest']);
  const topologyCrc = crc32c(new TextEncoder().encode(JSON.stringify(topology)), 0);
  const artifacts: TfjsArtifacts = {
    modelTopology: topology,
    ...weights,
    ...(isObject(signature) && { signature }),
    ...(isObject(userMetadata) && { userDefinedMetadata: userMetadata }),
  };
  return {
    name: subject,
    format: formatOf(json['format'], topology, subject),
    config: { fovSize, deltas },
    metadata: parseMetadataTexts(texts, subject),
    artifacts,
    id: crc32c(new Uint8Array(weights.weightData), topologyCrc).toString(16).padStart(8, '0'),
  };
}

/** Old files do not say it. */
function formatOf(
  format: unknown,
  topology: Readonly<Record<string, unknown>>,
  subject: string,
): TfjsModel['format'] {
  if (format === 'graph-model' || format === 'layers-model') return format;
  if (format === undefined && Array.isArray(topology['node'])) return 'graph-model';
  if (format === undefined && ('model_config' in topology || 'class_name' in topology)) return 'layers-model';
  const expected = 'format "graph-model" or "layers-model"';
  throw invalid(subject, expected, JSON.stringify(format) ?? 'none, and a topology of neither');
}

type Weights = Pick<TfjsArtifacts, 'weightSpecs' | 'weightData'>;

/** All groups, in their order, in one piece. */
async function readWeights(store: Store, key: string, manifest: unknown): Promise<Weights> {
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const subject = `${store.name}/${key}`;
  if (!Array.isArray(manifest)) throw invalid(subject, 'a weightsManifest', typeof manifest);
  const weightSpecs: TfjsWeightSpec[] = [];
  const shards: Uint8Array[] = [];
  for (const group of manifest as { paths?: unknown; weights?: unknown }[]) {
    const { paths, weights } = group;
    if (!Array.isArray(paths) || !Array.isArray(weights) || !weights.every(isWeightSpec)) {
      throw invalid(`${subject}, weightsManifest`, 'groups of paths and weights', JSON.stringify(group));
    }
    const keys = paths.map((path) => `${folder}${weightPath(path, subject)}`);
    const read = await Promise.all(keys.map((file) => readFile(store, file, `${subject}: weights`)));
    const got = read.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const expected = weights.reduce((sum, spec) => sum + bytesOf(spec, subject), 0);
    if (got !== expected) {
      const files = keys.map((file) => `${store.name}/${file}`).join(', ');
      throw new CorruptDataError({ subject: files, expected: `${expected} bytes of weights`, got: `${got}` });
    }
    weightSpecs.push(...weights);
    shards.push(...read);
  }
  return { weightSpecs, weightData: joined(shards) };
}

/** Weights lie beside the model: a file from elsewhere reaches no other folder. */
function weightPath(path: unknown, subject: string): string {
  const plain = typeof path === 'string' ? path.replace(/^\.\//, '') : '';
  if (plain !== '' && !/^[\\/]|^\w+:|(^|[\\/])\.\.([\\/]|$)/.test(plain)) return plain;
  throw invalid(`${subject}, weightsManifest`, 'paths of files beside the model', JSON.stringify(path));
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all.buffer;
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  float16: 2,
  uint16: 2,
  uint8: 1,
};

function bytesOf({ name, shape, dtype, quantization }: TfjsWeightSpec, subject: string): number {
  const bytes = BYTES[quantization?.dtype ?? dtype];
  if (bytes === undefined) {
    throw invalid(`${subject}, weights "${name}"`, `dtype ${Object.keys(BYTES).join(', ')}`, dtype);
  }
  return shape.reduce((product, size) => product * size, bytes);
}

function isWeightSpec(value: unknown): value is TfjsWeightSpec {
  if (!isObject(value) || typeof value['name'] !== 'string' || typeof value['dtype'] !== 'string')
    return false;
  const { shape } = value;
  return Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
}

async function readFile(store: Store, key: string, subject: string): Promise<Uint8Array> {
  const bytes = await store.get(key);
  if (bytes) return bytes;
  throw new MissingError({ subject, expected: `a file ${store.name}/${key}`, got: 'none' });
}

function parseObject(bytes: Uint8Array, subject: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptDataError({ subject, expected: 'JSON', got, cause });
  }
  if (!isObject(value)) throw invalid(subject, 'a JSON object', JSON.stringify(value).slice(0, 40));
  return value;
}

/** Metadata may be texts, as in other model files, or plain JSON. */
const textsOf = (metadata: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, textOf(value)]));

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(',') : JSON.stringify(value);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (subject: string, expected: string, got: string): InvalidDataError =>
  new InvalidDataError({ subject, expected, got });
