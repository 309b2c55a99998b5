import { getOwn, isArray, isObject, type Json, type JsonObject, sameJson, show } from './json.ts';

/** A value of a state that was left out because it is not what its key wants. */
export interface LinkWarning {
  /** `layers[2].opacity` */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** Where a value stands, and who is told when it is wrong. */
export interface Place {
  readonly path: string;
  readonly warnings: LinkWarning[];
}

/** Reads and writes one kind of value. */
export interface Codec<T> {
  /** @returns undefined where the value is wrong; then a warning was added. */
  read(json: Json, at: Place): T | undefined;
  write(value: T): Json;
  /** The value that an absent key means; it is not written. */
  readonly fallback?: T;
}

/** Keys that an object had and that have no meaning here; they are written back. */
export interface Extensible {
  readonly others?: JsonObject;
}

/** A codec for each key, in the order of writing. */
export type Fields<T> = {
  readonly [K in Exclude<keyof T, 'others'>]-?: Codec<Exclude<T[K], undefined>>;
};

export const inside = ({ path, warnings }: Place, key: string | number): Place => {
  const step = typeof key === 'number' ? `[${key}]` : path === '' ? key : `.${key}`;
  return { path: `${path}${step}`, warnings };
};

export function warn({ path, warnings }: Place, expected: string, got: unknown): undefined {
  warnings.push({ path, expected, got: show(got) });
  return undefined;
}

/** A value that passes a test and is kept as it is. */
export function plain<T extends Json>(expected: string, accepts: (json: Json) => boolean): Codec<T> {
  return {
    read: (json, at) => (accepts(json) ? (json as T) : warn(at, expected, json)),
    write: (value) => value,
  };
}

/** The codec with a value for absent keys. */
export const withFallback = <T>(codec: Codec<T>, fallback: T): Codec<T> => ({ ...codec, fallback });

/** Entries that are wrong are left out; the rest stays. */
export function listOf<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    read(json, at) {
      if (!isArray(json)) return warn(at, 'an array', json);
      return json.flatMap((entry, i) => {
        const value = item.read(entry, inside(at, i));
        return value === undefined ? [] : [value];
      });
    },
    write: (values) => values.map(item.write),
  };
}

/** An object whose keys are names. */
export function recordOf<T>(
  item: Codec<T>,
  name = /^/,
  named = 'a name',
): Codec<Readonly<Record<string, T>>> {
  return {
    read(json, at) {
      if (!isObject(json)) return warn(at, 'an object', json);
      const entries = Object.entries(json).flatMap(([key, entry]) => {
        if (!name.test(key)) return warn(inside(at, key), named, key) ?? [];
        const value = item.read(entry, inside(at, key));
        return value === undefined ? [] : [[key, value] as const];
      });
      return Object.fromEntries(entries);
    },
    write: (values) => Object.fromEntries(Object.entries(values).map(([k, v]) => [k, item.write(v)])),
  };
}

/** An object with known keys; unknown ones are kept in `others`. */
export function objectOf<T extends Extensible>(fields: Fields<T>): Codec<T> {
  return {
    read: (json, at) => (isObject(json) ? readFields(fields, json, at) : warn(at, 'an object', json)),
    write: (value) => writeFields(fields, value),
  };
}

type AnyFields = Readonly<Record<string, Codec<unknown>>>;

/** Reads the keys of an object one by one, so that a wrong one does not take the others along. */
export function readFields<T extends Extensible>(fields: Fields<T>, json: JsonObject, at: Place): T {
  const codecs = fields as AnyFields;
  const known = Object.entries(codecs).flatMap(([key, codec]) => {
    const entry = getOwn(json, key);
    const value = entry === undefined ? undefined : codec.read(entry, inside(at, key));
    return value === undefined ? [] : [[key, value] as const];
  });
  const unknown = Object.entries(json).filter(([key]) => !Object.hasOwn(codecs, key));
  const others = unknown.length > 0 ? { others: Object.fromEntries(unknown) } : {};
  return { ...Object.fromEntries(known), ...others } as T;
}

/** Writes keys in the order of `fields`, without defaults, then the unknown ones. */
export function writeFields<T extends Extensible>(fields: Fields<T>, value: T): JsonObject {
  const codecs = fields as AnyFields;
  const values = value as Readonly<Record<string, unknown>>;
  const known = Object.entries(codecs).flatMap(([key, codec]) => {
    const entry = Object.hasOwn(values, key) ? values[key] : undefined;
    if (entry === undefined) return [];
    const json = codec.write(entry);
    const isDefault = codec.fallback !== undefined && sameJson(json, codec.write(codec.fallback));
    return isDefault ? [] : [[key, json] as const];
  });
  const others = Object.entries(value.others ?? {}).filter(([key]) => !Object.hasOwn(codecs, key));
  return Object.fromEntries([...known, ...others]);
}

/** What absent keys mean, for those that have a fixed meaning. */
export function fallbacksOf<T extends Extensible>(fields: Fields<T>): Partial<T> {
  const codecs = Object.entries(fields as AnyFields);
  const known = codecs.flatMap(([key, { fallback }]) => (fallback === undefined ? [] : [[key, fallback]]));
  return Object.fromEntries(known) as Partial<T>;
}
