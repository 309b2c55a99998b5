import { assertByteCodec } from '../codecs/bytes/index.ts';
import { UnsupportedError } from '../errors.ts';
import { jsonFields, wrong } from '../json/index.ts';
import type { FileType } from '../raw-file/index.ts';
import type { ArrayDescription, ByteStage } from './description.ts';
import { parseFillValue } from './fill-value.ts';
import { parseShape } from './shape.ts';

/** numpy's letters and bytes. */
const TYPES: Readonly<Record<string, FileType>> = {
  b1: 'uint8',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/**
 * Reads `.zarray`.
 * @param attributes what `.zattrs` says, an empty object without one.
 * @throws InvalidDataError naming the field; UnsupportedError for structures, strings, filters and unknown compressors.
 */
export function parseArrayV2(
  json: unknown,
  attributes: Readonly<Record<string, unknown>>,
  subject: string,
): ArrayDescription {
  const fields = jsonFields(json, subject);
  const raw = json as Readonly<Record<string, unknown>>;
  if (raw['zarr_format'] !== 2) throw wrong(fields.path('zarr_format'), '2', raw['zarr_format']);
  const shape = parseShape(raw['shape'], 0, fields.path('shape'));
  const chunkShape = parseShape(raw['chunks'], 1, fields.path('chunks'), shape.length);
  const { fileType, isBigEndian } = parseType(raw['dtype'], fields.path('dtype'));
  const order = fields.oneOf('order', ['C', 'F'] as const);
  assertNoFilters(raw['filters'], fields.path('filters'));
  const separator = fields.has('dimension_separator')
    ? fields.oneOf('dimension_separator', ['.', '/'] as const)
    : '.';
  const dimensions = shape.map((_, i) => i);
  return {
    version: 2,
    shape,
    chunkShape,
    fileType,
    fill: parseFillValue(raw['fill_value'] ?? null, fileType, fields.path('fill_value')),
    codecs: {
      order: order === 'C' ? dimensions : dimensions.reverse(),
      isBigEndian,
      bytes: parseCompressor(raw['compressor'], fields.path('compressor')),
    },
    keyOf: (position) => (position.length === 0 ? '0' : position.join(separator)),
    dimensionNames: parseDimensionNames(attributes['_ARRAY_DIMENSIONS'], shape.length),
    attributes,
  };
}

function parseType(json: unknown, subject: string): { fileType: FileType; isBigEndian: boolean } {
  const [, order, kind = ''] = (typeof json === 'string' && /^([<>|=])([a-z]\d+)$/.exec(json)) || [];
  const fileType = Object.hasOwn(TYPES, kind) ? TYPES[kind] : undefined;
  if (fileType) return { fileType, isBigEndian: order === '>' };
  const expected = `a type of samples: ${Object.keys(TYPES).join(', ')} after <, > or |`;
  const cure = 'Rewrite the array in one of these types';
  throw new UnsupportedError({ subject, expected, got: JSON.stringify(json) ?? 'nothing', cure });
}

function assertNoFilters(json: unknown, subject: string): void {
  if (json === undefined || json === null || (Array.isArray(json) && json.length === 0)) return;
  const cure = 'Rewrite the array without filters: readers of the field ignore them and show garbage';
  throw new UnsupportedError({ subject, expected: 'no filters', got: JSON.stringify(json), cure });
}

function parseCompressor(json: unknown, subject: string): ByteStage[] {
  if (json === null || json === undefined) return [];
  const fields = jsonFields(json, subject);
  const name = fields.string('id');
  assertByteCodec(name, subject);
  return [{ name, label: name === 'blosc' ? `blosc (${fields.optionalString('cname') ?? 'lz4'})` : name }];
}

/** xarray's names; what is no list of as many strings is not for us. */
function parseDimensionNames(json: unknown, rank: number): string[] | undefined {
  if (!Array.isArray(json) || json.length !== rank) return undefined;
  return json.every((name) => typeof name === 'string') ? (json as string[]) : undefined;
}
