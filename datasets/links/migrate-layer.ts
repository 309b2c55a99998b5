import { getOwn, isArray, isObject, type Json, type JsonObject, without } from './json.ts';
import type { LayerType } from './layer-types.ts';

/**
 * A layer of an old link in today's keys: `mesh`, `skeletons` and `skeletonShader` of segmentations, `points` of
 * annotations, and the three spellings of `transform`. What cannot be read is left for the reader to report.
 */
export function migrateLayer(json: JsonObject, type: LayerType): JsonObject {
  const migrated = withTransform(json);
  if (type === 'segmentation') return withSkeletonShader(withFolders(migrated));
  if (type === 'annotation') return withPoints(migrated);
  return migrated;
}

const FOLDERS = ['mesh', 'skeletons'];

/**
 * Old links name the folder of meshes beside the volume; null said "none". Either way the volume's own folder was
 * not to be used, which today the sub-sources say.
 */
function withFolders(json: JsonObject): JsonObject {
  const named = FOLDERS.map((key) => getOwn(json, key));
  const isOld = named.some((value) => typeof value === 'string' || value === null);
  if (!isOld || !named.every((v) => v === undefined || v === null || typeof v === 'string')) return json;
  const volumes = sourcesOf(json).map((source) => ({
    ...(isObject(source) ? source : { url: source }),
    subsources: { default: true, bounds: true },
    enableDefaultSubsources: false,
  }));
  const folders = named.filter((value) => typeof value === 'string' && value !== '');
  const source = [...volumes, ...(folders as string[])];
  return { ...without(json, [...FOLDERS, 'source']), ...(source.length > 0 && { source }) };
}

function sourcesOf(json: JsonObject): readonly Json[] {
  const source = getOwn(json, 'source');
  if (source === undefined || source === '') return [];
  return isArray(source) ? source : [source];
}

function withSkeletonShader(json: JsonObject): JsonObject {
  const shader = getOwn(json, 'skeletonShader');
  if (shader !== null && typeof shader !== 'string') return json;
  const rest = without(json, ['skeletonShader']);
  const rendering = getOwn(json, 'skeletonRendering') ?? {};
  if (shader === null || !isObject(rendering)) return rest;
  return { ...rest, skeletonRendering: { shader, ...rendering } };
}

/** `points` held bare coordinates; ids were not stored. */
function withPoints(json: JsonObject): JsonObject {
  const points = getOwn(json, 'points');
  if (!isArray(points) || getOwn(json, 'annotations') !== undefined) return json;
  const annotations = points.map((point, i) => ({ point, type: 'point', id: `${i}` }));
  return { ...without(json, ['points']), annotations };
}

/** 4 x 4, 16 numbers, or rotation, translation and scale -> 16 numbers, row by row. */
function withTransform(json: JsonObject): JsonObject {
  const transform = getOwn(json, 'transform');
  if (isArray(transform) && transform.length === 4 && transform.every(isArray)) {
    return { ...json, transform: transform.flat() as readonly Json[] };
  }
  if (!isObject(transform)) return json;
  const rotation = vector(transform, 'rotation', [0, 0, 0, 1]);
  const translation = vector(transform, 'translation', [0, 0, 0]);
  const scale = vector(transform, 'scale', [1, 1, 1]);
  if (!rotation || !translation || !scale) return json;
  return { ...json, transform: composed(rotation, translation, scale) };
}

function vector(json: JsonObject, key: string, fallback: readonly number[]): readonly number[] | undefined {
  const value = getOwn(json, key) ?? fallback;
  const fits = isArray(value) && value.length === fallback.length && value.every((n) => Number.isFinite(n));
  return fits ? (value as readonly number[]) : undefined;
}

/** Translation after rotation (a unit quaternion x y z w) after scaling. */
function composed(
  [x, y, z, w]: readonly number[],
  [tx, ty, tz]: readonly number[],
  [sx, sy, sz]: readonly number[],
): readonly number[] {
  return [
    ...[(1 - 2 * (y * y + z * z)) * sx, 2 * (x * y - w * z) * sy, 2 * (x * z + w * y) * sz, tx],
    ...[2 * (x * y + w * z) * sx, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z - w * x) * sz, ty],
    ...[2 * (x * z - w * y) * sx, 2 * (y * z + w * x) * sy, (1 - 2 * (x * x + y * y)) * sz, tz],
    ...[0, 0, 0, 1],
  ];
}
