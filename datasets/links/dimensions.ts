import { type Codec, type Extensible, inside, objectOf, plain, warn, withFallback } from './codec.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';
import { flag, number, oneOf } from './values.ts';

/** One axis of the space that positions are given in. */
export type Dimension =
  /** One voxel is `scale` units: `x`, 8e-9, `m`. */
  | { readonly name: string; readonly scale: number; readonly unit: string }
  /** An axis with a label at some coordinates. */
  | { readonly name: string; readonly coordinates: readonly number[]; readonly labels: readonly string[] };

/** Playing along one axis. */
export interface Velocity extends Extensible {
  /** Voxels per second. */
  readonly velocity?: number;
  readonly atBoundary?: 'stop' | 'loop' | 'reverse';
  readonly paused?: boolean;
}

/** A trailing `'` is an axis of one layer, `^` a channel. */
export const DIMENSION_NAME = /^[a-zA-Z][a-zA-Z_0-9]*['^]?$/;
const NAMED = "a name like x, t' or c^";

const PREFIX_POWERS: Readonly<Record<string, number>> = {
  Y: 24,
  Z: 21,
  E: 18,
  P: 15,
  T: 12,
  G: 9,
  M: 6,
  k: 3,
  h: 2,
  '': 0,
  c: -2,
  m: -3,
  u: -6,
  µ: -6,
  n: -9,
  p: -12,
  f: -15,
  a: -18,
  z: -21,
  y: -24,
};
const UNIT = /^([YZEPTGMkhcmuµnpfazy]?)(m|s|Hz|rad\/s)$/;

/** @returns the factor from a unit with its SI prefix to the bare unit; undefined where it is no unit known here. */
export function unitFactor(unit: string): number | undefined {
  if (unit === '') return 1;
  const [, prefix] = UNIT.exec(unit) ?? [];
  if (prefix === undefined) return undefined;
  // A negative power as a literal division: 10 ** -9 is not the double nearest to 1e-9.
  return Number(`1e${PREFIX_POWERS[prefix]}`);
}

/** The axes in their order: `{"x": [8e-9, "m"], …}`. One wrong axis makes positions meaningless: all or none. */
export const dimensions: Codec<readonly Dimension[]> = {
  read(json, at) {
    if (!isObject(json)) return warn(at, 'an object of dimensions', json);
    const axes = Object.entries(json).map(([name, entry]) => {
      if (!DIMENSION_NAME.test(name)) return warn(inside(at, name), NAMED, name);
      return (
        dimensionOf(name, entry) ??
        warn(inside(at, name), '[scale > 0, unit], or coordinates and labels', entry)
      );
    });
    return axes.every((axis) => axis !== undefined) ? axes : undefined;
  },
  write: (axes) => Object.fromEntries(axes.map(entryOf)),
};

function dimensionOf(name: string, json: Json): Dimension | undefined {
  if (isArray(json)) {
    const [scale, unit] = json;
    const fits = json.length === 2 && typeof scale === 'number' && scale > 0 && typeof unit === 'string';
    return fits && unitFactor(unit) !== undefined ? { name, scale, unit } : undefined;
  }
  if (!isObject(json)) return undefined;
  const { coordinates, labels } = json as JsonObject;
  if (!isArray(coordinates) || !coordinates.every((c) => Number.isSafeInteger(c))) return undefined;
  if (!isArray(labels) || !labels.every((label) => typeof label === 'string')) return undefined;
  if (labels.length !== coordinates.length) return undefined;
  return { name, coordinates: coordinates as readonly number[], labels };
}

function entryOf(axis: Dimension): readonly [string, Json] {
  if ('scale' in axis) return [axis.name, [axis.scale, axis.unit]];
  return [axis.name, { coordinates: axis.coordinates, labels: axis.labels }];
}

export const dimensionName: Codec<string> = plain(
  NAMED,
  (json) => typeof json === 'string' && DIMENSION_NAME.test(json),
);

export const velocity: Codec<Velocity> = objectOf<Velocity>({
  velocity: withFallback(number, 10),
  atBoundary: withFallback(oneOf(['stop', 'loop', 'reverse']), 'stop'),
  paused: flag(true),
});

/**
 * The edge of a canonical voxel, in metres: the least of the displayed axes' scales times their relative factors.
 * Zooms are counted in it.
 * @param displayed names of the axes that are shown; default the first three.
 * @returns undefined where no displayed axis is a length.
 */
export function canonicalVoxelMetres(
  axes: readonly Dimension[],
  displayed: readonly string[] = axes.slice(0, 3).map(({ name }) => name),
  relative: Readonly<Record<string, number>> = {},
): number | undefined {
  const sizes = axes.flatMap((axis) => {
    if (!displayed.includes(axis.name) || !('scale' in axis) || !axis.unit.endsWith('m')) return [];
    const factor = Object.hasOwn(relative, axis.name) ? relative[axis.name] : 1;
    return [axis.scale * unitFactor(axis.unit)! * factor];
  });
  return sizes.length > 0 ? Math.min(...sizes) : undefined;
}
