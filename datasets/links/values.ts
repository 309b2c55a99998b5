import { type Codec, plain, warn, withFallback } from './codec.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';

export type Quaternion = readonly [x: number, y: number, z: number, w: number];

export const text: Codec<string> = plain('a string', (json) => typeof json === 'string');
export const anything: Codec<Json> = plain('a value', () => true);
export const anyObject: Codec<JsonObject> = plain('an object', isObject);

export const bool: Codec<boolean> = plain('true or false', (json) => typeof json === 'boolean');
/** True or false, and what its absence means. */
export const flag = (fallback: boolean): Codec<boolean> => withFallback(bool, fallback);

export function oneOf<T extends string>(names: readonly T[]): Codec<T> {
  return plain(`one of ${names.join(', ')}`, (json) => names.some((name) => name === json));
}

/** Integers beyond 2^53 arrive as text; where a number is wanted, the nearest one will do. */
const asNumber = (json: Json): Json =>
  typeof json === 'string' && /^-?\d{16,40}$/.test(json) ? Number(json) : json;

/** A finite number in [least, most]. */
export function numberIn(least = -Infinity, most = Infinity): Codec<number> {
  const range = least === -Infinity ? 'a finite number' : `a number in [${least},${most}]`;
  return {
    read(json, at) {
      const value = asNumber(json);
      if (typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most)
        return value;
      return warn(at, range, json);
    },
    write: (value) => value,
  };
}

export const number = numberIn();
export const positive: Codec<number> = {
  ...number,
  read(json, at) {
    const value = asNumber(json);
    return typeof value === 'number' && Number.isFinite(value) && value > 0
      ? value
      : warn(at, 'a number > 0', json);
  },
};

export const integerIn = (least: number, most: number): Codec<number> =>
  plain(
    `an integer in [${least},${most}]`,
    (json) => Number.isSafeInteger(json) && (json as number) >= least && (json as number) <= most,
  );

/** Finite numbers, `length` of them where it is given. All or none: a part of a vector is another vector. */
export function numbers(length?: number): Codec<readonly number[]> {
  const expected = `${length ?? 'an array of'} finite numbers`;
  return {
    read(json, at) {
      const values = isArray(json) ? json.map(asNumber) : [];
      const fits = isArray(json) && (length === undefined || values.length === length);
      return fits && values.every((v) => Number.isFinite(v))
        ? (values as number[])
        : warn(at, expected, json);
    },
    write: (value) => value,
  };
}

const IDENTITY: Quaternion = [0, 0, 0, 1];

/**
 * A rotation, x y z w. Links hold rotations that grew in 32-bit steps, so a length near 1 is left as it stands; any
 * other is brought to 1.
 */
export const quaternion: Codec<Quaternion> = {
  fallback: IDENTITY,
  read(json, at) {
    const values = numbers(4).read(json, at) as Quaternion | undefined;
    if (!values) return undefined;
    const length = Math.hypot(...values);
    if (length === 0 || !Number.isFinite(length)) return warn(at, 'a quaternion that is not 0', json);
    const isUnit = Math.abs(length - 1) < 1e-4;
    return isUnit ? values : (values.map((v) => v / length) as unknown as Quaternion);
  },
  write: (value) => value,
};

const MAX_ID = 2n ** 64n - 1n;

/** A 64-bit id as decimal text; numbers are taken too. @param prefix pattern of what may stand before it. */
function idText(prefix: '' | '!?'): Codec<string> {
  const pattern = new RegExp(`^(${prefix})0*(\\d{1,20})$`);
  return {
    read(json, at) {
      const [, mark, digits] =
        typeof json === 'string' || typeof json === 'number' ? (pattern.exec(`${json}`) ?? []) : [];
      const fits = digits !== undefined && BigInt(digits) <= MAX_ID;
      return fits ? `${mark}${BigInt(digits)}` : warn(at, 'an id: a decimal integer below 2^64', json);
    },
    write: (value) => value,
  };
}

export const segmentId = idText('');
/** With a `!` before it, the segment is listed and not shown. */
export const listedSegment = idText('!?');

/** A string that has a form. */
export const plainText = (pattern: RegExp, expected: string): Codec<string> =>
  plain(expected, (json) => typeof json === 'string' && pattern.test(json));
