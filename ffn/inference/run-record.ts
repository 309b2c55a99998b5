import { CorruptDataError, InvalidDataError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Store, WritableStore } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { InferenceRequest } from './requests/index.ts';

/** Key of the record, in the output folder. */
const RECORD = 'floodlight-run.json';

/** Fields of a request that change where and how fast, not what. */
const WITHOUT_EFFECT: readonly (keyof InferenceRequest)[] = [
  'image',
  'modelCheckpointPath',
  'segmentationOutputDir',
  'batchSize',
  'concurrentRequests',
  'checkpointInterval',
];

export interface RunIdentity {
  readonly request: InferenceRequest;
  readonly image: Volume;
  /** Tells one set of weights from another; undefined where the caller does not know. */
  readonly modelId?: string;
  /** What else tells the image from others. */
  readonly imageNote?: Readonly<Record<string, unknown>>;
}

/** What must be equal for two runs to belong together: request, model and the image, by its extent and what is noted of it, as a text. */
export function runFingerprint({ request, image, modelId, imageNote }: RunIdentity): string {
  const settings = Object.fromEntries(
    Object.entries(request).filter(([field]) => !WITHOUT_EFFECT.includes(field as keyof InferenceRequest)),
  );
  const { bounds, dataType, voxelSizeNm } = image;
  const about = { bounds, dataType, voxelSizeNm, ...imageNote };
  return JSON.stringify({ request: settings, model: modelId, image: about }, (_, value) =>
    typeof value === 'bigint' ? `${value}` : value,
  );
}

/**
 * Claims an output folder for a run, so that results of two requests never mix.
 * @param force take the folder over: the other run's files are removed.
 * @returns the store to write to. The claim is written before the first file: a run that fails early leaves nothing behind.
 * @throws InvalidDataError where another run has it.
 */
export async function claimOutput(
  store: WritableStore,
  fingerprint: string,
  force = false,
): Promise<WritableStore> {
  const stored = await store.get(RECORD);
  const text = stored && new TextDecoder().decode(stored);
  if (text !== undefined && isSameRun(canonical(text, `${store.name}/${RECORD}`), fingerprint)) return store;
  if (text !== undefined) {
    if (!force) {
      throw new InvalidDataError({
        subject: store.name,
        expected: 'a new folder, or one of the same request, model and image',
        got: `results of another: ${difference(text, fingerprint)}`,
        cure: 'Choose another output folder, or give --force to remove its results and begin anew',
      });
    }
    await removeResults(store);
  }
  return withRecordFirst(store, `${JSON.stringify(JSON.parse(fingerprint), null, 1)}\n`);
}

/** @returns voxel size of a run's result, nm; undefined where there is no record, or its image did not say. */
export async function recordedVoxelSize(store: Store): Promise<Xyz | undefined> {
  const stored = await store.get(RECORD);
  if (!stored) return undefined;
  const text = canonical(new TextDecoder().decode(stored), `${store.name}/${RECORD}`);
  const { image } = JSON.parse(text) as { readonly image?: { readonly voxelSizeNm?: unknown } };
  const size = image?.voxelSizeNm;
  const isSize =
    Array.isArray(size) && size.length === 3 && size.every((nm) => Number.isFinite(nm) && nm > 0);
  return isSize ? (size as unknown as Xyz) : undefined;
}

function withRecordFirst(store: WritableStore, record: string): WritableStore {
  let recorded: Promise<void> | undefined;
  return {
    name: store.name,
    get: (key, options) => store.get(key, options),
    list: store.list && ((prefix, options) => store.list!(prefix, options)),
    delete: store.delete && ((key) => store.delete!(key)),
    async put(key, bytes) {
      recorded ??= store.put(RECORD, new TextEncoder().encode(record));
      await recorded;
      await store.put(key, bytes);
    },
  };
}

/** Corners below the origin have a minus. */
const RESULT = /(^|\/)(seg-(-?\d+_){2}-?\d+\.(npz|prob|cpoint|align)|counters\.txt)$/;

/** @returns whether a key is that of a file that a run writes, but for its record. */
export const isResult = (key: string): boolean => RESULT.test(key);

async function removeResults(store: WritableStore): Promise<void> {
  if (!store.list || !store.delete) return;
  const keys: string[] = [];
  for await (const key of store.list('')) if (isResult(key)) keys.push(key);
  for (const key of keys) await store.delete(key);
}

/**
 * @param stored, current fingerprints. One that was stored before images were told apart by a sample of their voxels
 *   (`image.voxels`) is compared without it.
 */
export function isSameRun(stored: string, current: string): boolean {
  if (stored === current) return true;
  const [then, now] = [stored, current].map((text) => JSON.parse(text) as { image?: Tree });
  if (then?.image && now?.image && !('voxels' in then.image)) {
    const { voxels: _, ...image } = now.image;
    return JSON.stringify(then) === JSON.stringify({ ...now, image });
  }
  return JSON.stringify(then) === JSON.stringify(now);
}

function canonical(text: string, subject: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (cause) {
    throw new CorruptDataError({
      subject,
      expected: 'JSON',
      got: 'other text',
      cause,
    });
  }
}

type Tree = Readonly<Record<string, unknown>>;

/** Names of the fields that differ: `request.imageMean, model`. */
function difference(a: string, b: string): string {
  const names: string[] = [];
  const walk = (x: unknown, y: unknown, path: string): void => {
    if (JSON.stringify(x) === JSON.stringify(y)) return;
    if (path.split('.').length < 3 && isTree(x) && isTree(y)) {
      for (const key of new Set([...Object.keys(x), ...Object.keys(y)])) {
        walk(x[key], y[key], path === '' ? key : `${path}.${key}`);
      }
    } else names.push(path);
  };
  walk(JSON.parse(a), JSON.parse(b), '');
  return `${names.join(', ')} differ`;
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
