import {
  type Codec,
  type Extensible,
  inside,
  listOf,
  objectOf,
  plain,
  recordOf,
  warn,
  withFallback,
} from './codec.ts';
import { type Dimension, dimensions } from './dimensions.ts';
import { isArray, isObject, type Json } from './json.ts';
import { anyObject, flag, integerIn, numbers } from './values.ts';

/** Where a source lies in the layer's space. */
export interface SourceTransform extends Extensible {
  readonly sourceRank?: number;
  /** Rank rows of rank + 1 numbers; the last column is the translation in output units. */
  readonly matrix?: readonly (readonly number[])[];
  readonly outputDimensions?: readonly Dimension[];
  readonly inputDimensions?: readonly Dimension[];
}

/** One source of a layer. */
export interface SourceSpec extends Extensible {
  /** As it stands in the state; `parseSourceUrl` takes it apart. */
  readonly url: string;
  readonly transform?: SourceTransform;
  /** Of precomputed volumes: default, bounds, properties, mesh, skeletons. */
  readonly subsources?: Readonly<Record<string, boolean>>;
  readonly enableDefaultSubsources?: boolean;
  readonly state?: Readonly<Record<string, Json>>;
}

/** `true` or `{"enabled": true}`. */
const subsource: Codec<boolean> = {
  read(json, at) {
    const value = isObject(json) ? (json['enabled'] ?? true) : json;
    return typeof value === 'boolean' ? value : warn(at, 'true or false', json);
  },
  write: (value) => value,
};

const transform = objectOf<SourceTransform>({
  sourceRank: integerIn(0, 32),
  matrix: allOf(listOf(numbers())),
  outputDimensions: dimensions,
  inputDimensions: dimensions,
});

/** A matrix without one of its rows would be another matrix. */
function allOf<T>(codec: Codec<readonly T[]>): Codec<readonly T[]> {
  return {
    ...codec,
    read(json, at) {
      const values = codec.read(json, at);
      return isArray(json) && values?.length === json.length ? values : undefined;
    },
  };
}

const object = objectOf<SourceSpec>({
  url: plain<string>('a URL', (json) => typeof json === 'string' && json !== ''),
  transform,
  subsources: recordOf(subsource),
  enableDefaultSubsources: flag(true),
  state: withFallback(anyObject, {}),
});

/** A URL, an object with its `url`, or an array of both. Sources without a URL are left out. */
export const sources: Codec<readonly SourceSpec[]> = {
  read(json, at) {
    const entries = isArray(json) ? json : [json];
    return entries.flatMap((entry, i) => {
      const place = isArray(json) ? inside(at, i) : at;
      if (typeof entry === 'string' && entry !== '') return [{ url: entry }];
      const source = isObject(entry) ? object.read(entry, place) : undefined;
      if (source?.url !== undefined) return [source];
      // An empty string is what a layer has whose address was not typed yet.
      if (entry !== '') warn(place, 'a URL or an object with a url', entry);
      return [];
    });
  },
  write(values) {
    const [first, ...more] = values.map(writeSource);
    return first !== undefined && more.length === 0 ? first : values.map(writeSource);
  },
};

function writeSource(source: SourceSpec): Json {
  const json = object.write(source);
  return isObject(json) && Object.keys(json).length === 1 ? source.url : json;
}

/** A source's address, taken apart. */
export interface SourceAddress {
  /** `precomputed`, `zarr`, `n5`, `vtk`, …; undefined where the address leaves it to detection. */
  readonly format: string | undefined;
  /** Address of the root: `gs://bucket/path`, without a last `/`. */
  readonly root: string;
  /** What stands between root and format in the pipeline spelling, outermost first: `zip:inside/path`. */
  readonly adapters: readonly string[];
}

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is;
/** Names that the pipeline spelling gives formats, where the older spelling had others. */
const PIPELINE_NAMES: Readonly<Record<string, string>> = { 'neuroglancer-precomputed': 'precomputed' };
const ADAPTERS = ['zip', 'gzip', 'byte-range', 'ocdbt', 'icechunk'];

/**
 * Takes apart both spellings of an address: the older `precomputed://gs://bucket/path` and the pipeline
 * `gs://bucket/path/|neuroglancer-precomputed:`.
 */
export function parseSourceUrl(url: string): SourceAddress {
  const [head = '', ...stages] = url.split('|');
  const old = SCHEME.exec(head);
  const isOld = old !== null && SCHEME.test(old[2]);
  const last = /^([a-z0-9.+-]+):?$/i.exec(stages.at(-1) ?? '')?.[1];
  const isFormat = last !== undefined && !ADAPTERS.includes(last);
  const piped = isFormat ? (PIPELINE_NAMES[last] ?? last) : undefined;
  return {
    format: piped ?? (isOld ? old[1] : undefined),
    root: (isOld ? old[2] : head).replace(/\/+$/, ''),
    adapters: isFormat ? stages.slice(0, -1) : stages,
  };
}
