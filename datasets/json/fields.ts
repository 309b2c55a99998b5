import { type ErrorParts, InvalidDataError } from '../errors.ts';
import { type Xyz, xyz } from '../geometry/index.ts';

/**
 * Reads the fields of an untrusted JSON object. Every method names the field in its error; the ones with
 * a fallback take an absent key, never a null, for it.
 */
export interface JsonFields {
  /** `subject field`, for messages. */
  path(field: string): string;
  has(field: string): boolean;
  string(field: string): string;
  optionalString(field: string): string | undefined;
  boolean(field: string, fallback: boolean): boolean;
  /** An integer in [least, most]. */
  integer(field: string, least: number, most: number): number;
  oneOf<T extends string>(field: string, values: readonly T[]): T;
  array(field: string): readonly unknown[];
  /** Three integers, each >= least. */
  integers(field: string, least: number, fallback?: Xyz): Xyz;
  /** Three finite numbers > 0. */
  positives(field: string): Xyz;
}

/** Coordinates and sizes of volumes: two metres at a nanometre. Neuroglancer itself ends at 2^24. */
const MAX_COORDINATE = 2 ** 31 - 1;

/** @throws InvalidDataError where `json` is not an object. */
export function jsonFields(json: unknown, subject: string): JsonFields {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw wrong(subject, 'a JSON object', json);
  const object = json as Readonly<Record<string, unknown>>;
  const has = (field: string) => Object.hasOwn(object, field);
  const path = (field: string) => `${subject}: ${field}`;
  const get = (field: string) => (has(field) ? object[field] : undefined);
  const string = (field: string): string => {
    const value = get(field);
    if (typeof value !== 'string') throw wrong(path(field), 'a string', value);
    return value;
  };
  return {
    path,
    has,
    string,
    optionalString: (field) => (has(field) ? string(field) : undefined),
    boolean(field, fallback) {
      const value = has(field) ? get(field) : fallback;
      if (typeof value !== 'boolean') throw wrong(path(field), 'true or false', value);
      return value;
    },
    integer(field, least, most) {
      const value = get(field);
      if (isInteger(value, least) && value <= most) return value;
      throw wrong(path(field), `an integer in [${least},${most}]`, value);
    },
    oneOf<T extends string>(field: string, values: readonly T[]): T {
      const value = get(field);
      const found = values.find((v) => v === value);
      if (found === undefined) throw wrong(path(field), `one of ${values.join(', ')}`, value);
      return found;
    },
    array(field) {
      const value = get(field);
      if (!Array.isArray(value) || value.length === 0) throw wrong(path(field), 'a non-empty array', value);
      return value as readonly unknown[];
    },
    integers(field, least, fallback) {
      if (!has(field) && fallback) return fallback;
      return parseIntegers(get(field), least, path(field));
    },
    positives(field) {
      const value = get(field);
      if (isTriple(value) && value.every((n) => typeof n === 'number' && Number.isFinite(n) && n > 0)) {
        return xyz(...(value as [number, number, number]));
      }
      throw wrong(path(field), 'three finite numbers > 0', value);
    },
  };
}

/** @throws InvalidDataError unless `value` is an array of three integers >= `least`. */
export function parseIntegers(value: unknown, least: number, subject: string): Xyz {
  if (isTriple(value) && value.every((n) => isInteger(n, least))) {
    return xyz(...(value as [number, number, number]));
  }
  const kind = least === 1 ? 'positive integers' : 'integers';
  throw wrong(subject, `three ${kind} below 2^31`, value);
}

const isTriple = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length === 3;

const isInteger = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least && Math.abs(value as number) <= MAX_COORDINATE;

const CURE = 'Correct this field, or write the file again';

/** Longest part of an offending value that a message repeats. */
const MAX_SHOWN = 80;

/** An error that shows the offending value. */
export function wrong(subject: string, expected: string, got: unknown, cure = CURE): InvalidDataError {
  const text = got === undefined ? 'nothing' : (JSON.stringify(got) ?? String(got));
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  const parts: ErrorParts = { subject, expected, got: shown, cure };
  return new InvalidDataError(parts);
}
