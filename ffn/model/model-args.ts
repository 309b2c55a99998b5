import { InvalidDataError } from '../../datasets/errors.ts';
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { ConvStack3DConfig } from './conv-stack-3d.ts';

/** What the original's constructor takes where `model_args` does not say. */
export const CONV_STACK_DEFAULTS = { depth: 9, features: 32 } as const;

/** `batch_size` and `define_global_step` are read and not needed: batches are dynamic, nothing counts steps here. */
const KNOWN_ARGS = ['depth', 'features', 'fov_size', 'deltas', 'batch_size', 'define_global_step'];

/**
 * Reads the `model_args` of an inference request.
 * @param json e.g. `{"depth": 12, "fov_size": [33, 33, 33], "deltas": [8, 8, 8]}`; triples are x, y, z.
 * @throws InvalidDataError where it is no JSON object, or an argument is missing, unknown or out of range.
 */
export function parseModelArgs(json: string): ConvStack3DConfig {
  const args = parseObject(json);
  for (const key of Object.keys(args)) {
    if (KNOWN_ARGS.includes(key)) continue;
    throw invalid(`model_args "${key}"`, `one of ${KNOWN_ARGS.join(', ')}`, `"${key}"`);
  }
  const depth = integer('depth', args['depth'] ?? CONV_STACK_DEFAULTS.depth, 1);
  const fovSize = triple('fov_size', args['fov_size'], 1);
  const deltas = triple('deltas', args['deltas'], 0);
  for (const axis of [0, 1, 2] as const) {
    if (fovSize[axis] % 2 === 0) throw invalid('model_args "fov_size"', 'odd sizes', `[${fovSize}]`);
    if (2 * deltas[axis] < fovSize[axis]) continue;
    throw invalid('model_args "deltas"', `at most half of fov_size [${fovSize}]`, `[${deltas}]`);
  }
  return {
    depth,
    features: parseFeatures(args['features'] ?? CONV_STACK_DEFAULTS.features, depth),
    fovSize,
    deltas,
  };
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new InvalidDataError({ subject: 'model_args', expected: 'JSON', got: JSON.stringify(json), cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('model_args', 'a JSON object', json);
  }
  return value as Record<string, unknown>;
}

/** A list gives one entry to each 3x3x3 convolution; what it has over is not read, as in the original. */
function parseFeatures(value: unknown, depth: number): number | readonly number[] {
  if (!Array.isArray(value)) return integer('features', value, 1);
  const features = value.slice(0, 2 * depth).map((v) => integer('features', v, 1));
  if (features.length < 2 * depth) {
    const expected = `${2 * depth} entries, two for each of ${depth} modules`;
    throw invalid('model_args "features"', expected, `${features.length}`);
  }
  const trunk = features[1];
  features.forEach((width, i) => {
    if (i % 2 === 0 || width === trunk) return;
    const expected = `${trunk} channels from conv${i >> 1}_b, which is added to the output of conv0_b`;
    throw invalid('model_args "features"', expected, `${width}`);
  });
  return features;
}

function triple(name: string, value: unknown, atLeast: number): Xyz {
  if (!Array.isArray(value) || value.length !== 3) {
    throw invalid(`model_args "${name}"`, 'three integers [x, y, z]', JSON.stringify(value) ?? 'nothing');
  }
  const [x, y, z] = value.map((v) => integer(name, v, atLeast));
  return xyz(x, y, z);
}

function integer(name: string, value: unknown, atLeast: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= atLeast) return value as number;
  throw invalid(`model_args "${name}"`, `an integer >= ${atLeast}`, JSON.stringify(value) ?? 'nothing');
}

function invalid(subject: string, expected: string, got: string): InvalidDataError {
  return new InvalidDataError({ subject, expected, got });
}
