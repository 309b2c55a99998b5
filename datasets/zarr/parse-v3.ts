import { InvalidDataError } from '../errors.ts';
import { jsonFields, wrong } from '../json/index.ts';
import type { FileType } from '../raw-file/index.ts';
import type { ArrayDescription } from './description.ts';
import { named, objectOf, unsupported } from './extension.ts';
import { parseFillValue } from './fill-value.ts';
import { parseCodecs } from './parse-codecs.ts';
import { parseShape } from './shape.ts';

const TYPES: Readonly<Record<string, FileType>> = {
  ...{ bool: 'uint8', uint8: 'uint8', int8: 'int8', uint16: 'uint16', int16: 'int16', uint32: 'uint32' },
  ...{ int32: 'int32', uint64: 'uint64', int64: 'int64' },
  ...{ float16: 'float16', float32: 'float32', float64: 'float64' },
};

/** Keys of `zarr.json` that have a meaning here, or none for a reader. */
const KNOWN = new Set([
  ...['zarr_format', 'node_type', 'shape', 'data_type', 'chunk_grid', 'chunk_key_encoding', 'fill_value'],
  ...['codecs', 'attributes', 'dimension_names', 'storage_transformers', 'consolidated_metadata'],
]);

/**
 * Reads the `zarr.json` of an array.
 * @throws InvalidDataError naming the field; UnsupportedError for types, grids, codecs and extensions that are not read here.
 */
export function parseArrayV3(json: unknown, subject: string): ArrayDescription {
  const fields = jsonFields(json, subject);
  const raw = json as Readonly<Record<string, unknown>>;
  assertExtensions(raw, subject);
  const shape = parseShape(raw['shape'], 0, fields.path('shape'));
  const fileType = TYPES[typeName(raw['data_type'])];
  if (!fileType) throw unsupported(fields.path('data_type'), Object.keys(TYPES), raw['data_type']);
  const grid = named(raw['chunk_grid'], fields.path('chunk_grid'));
  if (grid.name !== 'regular') throw unsupported(fields.path('chunk_grid'), ['regular'], grid.name);
  const chunkShape = parseShape(
    grid.configuration['chunk_shape'],
    1,
    `${fields.path('chunk_grid')}: chunk_shape`,
    shape.length,
  );
  if (!fields.has('fill_value')) throw wrong(fields.path('fill_value'), 'a value', undefined);
  return {
    version: 3,
    shape,
    chunkShape,
    fileType,
    fill: parseFillValue(raw['fill_value'], fileType, fields.path('fill_value')),
    codecs: parseCodecs(raw['codecs'], chunkShape, { fileType, subject: fields.path('codecs') }),
    keyOf: parseKeyEncoding(raw['chunk_key_encoding'], fields.path('chunk_key_encoding')),
    dimensionNames: parseDimensionNames(raw['dimension_names'], shape.length, fields.path('dimension_names')),
    attributes: objectOf(raw['attributes']),
  };
}

const typeName = (json: unknown): string =>
  typeof json === 'string' && Object.hasOwn(TYPES, json) ? json : '';

/** What a reader must understand is named so that one that does not can tell. */
function assertExtensions(raw: Readonly<Record<string, unknown>>, subject: string): void {
  if (raw['zarr_format'] !== 3) throw wrong(`${subject}: zarr_format`, '3', raw['zarr_format']);
  if (raw['node_type'] !== 'array') throw wrong(`${subject}: node_type`, '"array"', raw['node_type']);
  const transformers = raw['storage_transformers'];
  if (Array.isArray(transformers) && transformers.length > 0)
    throw unsupported(`${subject}: storage_transformers`, ['none'], transformers);
  for (const [key, value] of Object.entries(raw)) {
    if (KNOWN.has(key) || objectOf(value)['must_understand'] === false) continue;
    throw unsupported(`${subject}: ${key}`, ['only keys of Zarr 3'], value);
  }
}

function parseKeyEncoding(json: unknown, subject: string): ArrayDescription['keyOf'] {
  const { name, configuration } = named(json, subject);
  if (name !== 'default' && name !== 'v2') throw unsupported(subject, ['default', 'v2'], name);
  const separator = configuration['separator'] ?? (name === 'default' ? '/' : '.');
  if (separator !== '/' && separator !== '.') throw wrong(`${subject}: separator`, '"/" or "."', separator);
  if (name === 'default') return (position) => ['c', ...position].join(separator);
  return (position) => (position.length === 0 ? '0' : position.join(separator));
}

function parseDimensionNames(
  json: unknown,
  rank: number,
  subject: string,
): (string | undefined)[] | undefined {
  if (json === undefined || json === null) return undefined;
  if (Array.isArray(json) && json.length === rank && json.every((n) => n === null || typeof n === 'string'))
    return json.map((name: string | null) => name ?? undefined);
  throw new InvalidDataError({
    subject,
    expected: `${rank} names or nulls`,
    got: JSON.stringify(json),
    cure: 'Correct this field, or write the array again',
  });
}
