import { InvalidDataError } from '../errors.ts';
import { parseLengthUnit, toNanometres } from '../geometry/index.ts';
import { wrong } from '../json/index.ts';
import type { AxisMap } from '../ndarray/index.ts';
import { objectOf } from './extension.ts';

/** A dimension of an array, as metadata name it. */
export interface Axis {
  readonly name: string | undefined;
  /** `space`, `channel`, `time`; undefined where nothing says it. */
  readonly type: string | undefined;
  readonly unit: string | undefined;
}

/** @throws InvalidDataError unless `json` is a list of axes, as objects or, before OME-NGFF 0.4, names. */
export function parseAxes(json: unknown, subject: string): Axis[] {
  if (!Array.isArray(json)) throw wrong(subject, 'a list of axes', json);
  return json.map((axis) => {
    const { name, type, unit } = objectOf(typeof axis === 'string' ? { name: axis } : axis);
    if (typeof name !== 'string') throw wrong(subject, 'axes with names', axis);
    return { name, type: textOf(type) ?? guessedType(name), unit: textOf(unit) };
  });
}

const textOf = (json: unknown): string | undefined => (typeof json === 'string' ? json : undefined);

function guessedType(name: string): string | undefined {
  if (/^[xyz]$/i.test(name)) return 'space';
  return name === 'c' ? 'channel' : name === 't' ? 'time' : undefined;
}

/** Dimensions with their meaning, and what of it was guessed. */
export interface MappedAxes {
  readonly map: AxisMap;
  readonly warnings: readonly string[];
}

/**
 * Finds x, y and z: by name where axes are named so, else the last ones that are of space, or the last three.
 * @throws InvalidDataError for fewer than one or more than three axes of space.
 */
export function mapAxes(axes: readonly Axis[], shape: readonly number[], subject: string): MappedAxes {
  const warnings: string[] = [];
  let space = axes.flatMap(({ type }, d) => (type === 'space' ? [d] : []));
  if (space.length === 0) {
    space = axes.flatMap(({ type }, d) => (type === undefined ? [d] : [])).slice(-3);
    warnings.push(`axes are not named: the last ones, of ${shape.join(' x ')}, are taken for z, y, x`);
  }
  if (space.length === 0 || space.length > 3) {
    const cure = 'Name an array of 1 to 3 axes of space';
    throw new InvalidDataError({
      subject,
      expected: '1 to 3 axes of space',
      got: `${space.length}`,
      cure,
    });
  }
  const named = (letter: string) => space.find((d) => axes[d].name?.toLowerCase() === letter);
  const letters = ['x', 'y', 'z'].map(named);
  const isNamed = letters.filter((d) => d !== undefined).length === space.length;
  const [x, y, z] = isNamed ? letters : [...space].reverse();
  const others = axes.map((_, d) => d).filter((d) => !space.includes(d));
  for (const d of others) {
    if (axes[d].type !== 'channel' && shape[d] > 1)
      warnings.push(`axis ${axes[d].name ?? d} (${shape[d]}) is shown as channels`);
  }
  return { map: { spatial: [x, y, z], others }, warnings };
}

/** @returns nanometres per unit; undefined where there is no unit of length. */
export function nanometresPer(unit: string | undefined): number | undefined {
  const known = unit === undefined ? undefined : parseLengthUnit(unit);
  return known && toNanometres(1, known);
}
