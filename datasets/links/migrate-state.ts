import { inside, type Place, warn } from './codec.ts';
import { canonicalVoxelMetres, dimensions } from './dimensions.ts';
import { getOwn, isArray, isObject, type Json, type JsonObject, without } from './json.ts';

/** Half the height of the old perspective view at unit zoom, in voxels of 1 nm: 100 tan(45 degrees / 2), twice. */
const PERSPECTIVE_NM_PER_ZOOM = 2 * 100 * Math.tan(Math.PI / 8);

const RENAMED: readonly (readonly [old: string, now: string])[] = [
  ['perspectiveOrientation', 'projectionOrientation'],
  ['perspectiveViewBackgroundColor', 'projectionBackgroundColor'],
];

/** What old links say in `navigation`. */
interface Navigation {
  readonly pose: JsonObject;
  readonly position: JsonObject;
  readonly zoomFactor: Json | undefined;
  /** Keys that have no meaning here. */
  readonly others: JsonObject;
}

/**
 * A state of an old link in today's keys; keys of today win over old ones. Old zooms are in nanometres: without a
 * voxel size they cannot be migrated, and stay as they are with a warning.
 * @param voxelSizeNm of the first source, where it is known and the state has none.
 */
export function migrateState(
  json: JsonObject,
  at: Place,
  voxelSizeNm?: readonly [number, number, number],
): JsonObject {
  const navigation = navigationOf(getOwn(json, 'navigation'));
  const found = new Map<string, Json>();
  const put = (key: string, value: Json | undefined) => {
    if (value !== undefined && getOwn(json, key) === undefined) found.set(key, value);
  };
  const used = ['navigation', 'perspectiveZoom', ...RENAMED.map(([old]) => old)];
  if (navigation) {
    put('dimensions', dimensionsOf(getOwn(navigation.position, 'voxelSize'), at));
    put('position', positionOf(navigation.position, voxelSizeNm));
    put('crossSectionOrientation', getOwn(navigation.pose, 'orientation'));
  }
  for (const [old, now] of RENAMED) put(now, getOwn(json, old));
  const nmOfVoxel = canonicalNm({ ...json, ...Object.fromEntries(found) }, voxelSizeNm);
  const zooms = [
    ['navigation.zoomFactor', 'crossSectionScale', navigation?.zoomFactor, 1],
    ['perspectiveZoom', 'projectionScale', getOwn(json, 'perspectiveZoom'), PERSPECTIVE_NM_PER_ZOOM],
  ] as const;
  const isThere = (key: string) => getOwn(json, key) !== undefined;
  const kept = keptZooms(zooms, nmOfVoxel, { put, isThere, at });
  const unknown = { ...navigation?.others, ...(isObject(kept['navigation']) ? kept['navigation'] : {}) };
  return {
    ...without(json, used),
    ...Object.fromEntries(found),
    ...kept,
    ...(Object.keys(unknown).length > 0 && { navigation: unknown }),
  };
}

type Zoom = readonly [old: string, now: string, value: Json | undefined, nmPerUnit: number];

/** @returns old keys that could not be migrated. */
function keptZooms(
  zooms: readonly Zoom[],
  nmOfVoxel: number | undefined,
  { put, isThere, at }: { put(key: string, value: Json): void; isThere(key: string): boolean; at: Place },
): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [old, now, value, nmPerUnit] of zooms) {
    if (value === undefined || isThere(now)) continue;
    const fits = typeof value === 'number' && Number.isFinite(value) && value > 0;
    if (!fits) warn(inside(at, old), 'a number > 0', value);
    else if (nmOfVoxel !== undefined) put(now, (nmPerUnit * value) / nmOfVoxel);
    else {
      warn(inside(at, old), 'a voxel size beside it', value);
      if (old === 'perspectiveZoom') kept[old] = value;
      else kept['navigation'] = { zoomFactor: value };
    }
  }
  return kept;
}

function navigationOf(json: Json | undefined): Navigation | undefined {
  if (!isObject(json)) return undefined;
  const pose = getOwn(json, 'pose');
  const position = isObject(pose) ? getOwn(pose, 'position') : undefined;
  return {
    pose: isObject(pose) ? pose : {},
    position: isObject(position) ? position : {},
    zoomFactor: getOwn(json, 'zoomFactor'),
    others: othersOf(json, pose, position),
  };
}

/** Unknown keys stay where they were, in the pose and its position too. */
function othersOf(json: JsonObject, pose: Json | undefined, position: Json | undefined): JsonObject {
  const inPosition = isObject(position)
    ? without(position, ['voxelSize', 'voxelCoordinates', 'spatialCoordinates'])
    : {};
  const inPose = {
    ...(isObject(pose) ? without(pose, ['position', 'orientation']) : {}),
    ...(isEmpty(inPosition) ? {} : { position: inPosition }),
  };
  return { ...without(json, ['pose', 'zoomFactor']), ...(isEmpty(inPose) ? {} : { pose: inPose }) };
}

const isEmpty = (object: JsonObject): boolean => Object.keys(object).length === 0;

const isTriple = (json: Json | undefined): json is readonly number[] =>
  isArray(json) && json.length === 3 && json.every((n) => Number.isFinite(n));

function dimensionsOf(voxelSize: Json | undefined, at: Place): Json | undefined {
  if (voxelSize === undefined) return undefined;
  if (!isTriple(voxelSize) || voxelSize.some((n) => n <= 0))
    return warn(inside(at, 'navigation.pose.position.voxelSize'), 'three numbers > 0', voxelSize);
  return Object.fromEntries(['x', 'y', 'z'].map((name, i) => [name, [metres(voxelSize[i]), 'm']]));
}

/** A division: 8 / 1e9 is the double nearest to 8e-9, which 8 * 1e-9 is not. */
const metres = (nm: number): number => nm / 1e9;

/** Very old links give nanometres. */
function positionOf(position: JsonObject, voxelSizeNm?: readonly number[]): Json | undefined {
  const voxels = getOwn(position, 'voxelCoordinates');
  if (voxels !== undefined) return voxels;
  const nm = getOwn(position, 'spatialCoordinates');
  const size = getOwn(position, 'voxelSize') ?? voxelSizeNm;
  return isTriple(nm) && isTriple(size) ? nm.map((n, i) => n / size[i]) : undefined;
}

function canonicalNm(json: JsonObject, voxelSizeNm?: readonly number[]): number | undefined {
  const quiet: Place = { path: '', warnings: [] };
  const given = getOwn(json, 'dimensions');
  const axes = given === undefined ? undefined : dimensions.read(given, quiet);
  if (!axes) return voxelSizeNm ? Math.min(...voxelSizeNm) : undefined;
  const shown = getOwn(json, 'displayDimensions');
  const relative = getOwn(json, 'relativeDisplayScales');
  const edge = canonicalVoxelMetres(
    axes,
    isArray(shown) ? shown.filter((name) => typeof name === 'string') : undefined,
    isObject(relative) ? numbersIn(relative) : undefined,
  );
  return edge === undefined ? undefined : edge * 1e9;
}

const numbersIn = (json: JsonObject): Record<string, number> =>
  Object.fromEntries(Object.entries(json).filter((e): e is [string, number] => typeof e[1] === 'number'));
