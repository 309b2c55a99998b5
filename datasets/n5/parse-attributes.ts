import { assertByteCodec } from '../codecs/bytes/index.ts';
import { UnsupportedError } from '../errors.ts';
import { jsonFields, wrong } from '../json/index.ts';
import type { FileType } from '../raw-file/index.ts';

/** What `attributes.json` of an array says. */
export interface N5Description {
  /** The first dimension is the fastest: x, y, z. */
  readonly shape: readonly number[];
  readonly blockShape: readonly number[];
  readonly fileType: FileType;
  /** Name of a codec of bytes; undefined for raw. */
  readonly codec: string | undefined;
  /** For people. */
  readonly encoding: string;
}

const TYPES: readonly FileType[] = [
  ...(['uint8', 'uint16', 'uint32', 'uint64', 'int8', 'int16', 'int32', 'int64'] as const),
  ...(['float32', 'float64'] as const),
];

/** N5's names, and ours where they differ. */
const CODECS: Readonly<Record<string, string>> = { lz4: 'lz4-java', bzip2: 'bz2' };

/** @throws InvalidDataError naming the field; UnsupportedError for compressions that are not read here. */
export function parseN5Array(json: Readonly<Record<string, unknown>>, subject: string): N5Description {
  const fields = jsonFields(json, subject);
  const shape = extents(json['dimensions'], fields.path('dimensions'));
  const blockShape = extents(json['blockSize'], fields.path('blockSize'), shape.length);
  const fileType = fields.oneOf('dataType', TYPES);
  const { name, useZlib } = compressionOf(json, subject);
  if (name === 'raw') return { shape, blockShape, fileType, codec: undefined, encoding: 'raw' };
  const codec = name === 'gzip' && useZlib ? 'zlib' : (CODECS[name] ?? name);
  assertCodec(codec, name, fields.path('compression'));
  return { shape, blockShape, fileType, codec, encoding: name };
}

function compressionOf(json: Readonly<Record<string, unknown>>, subject: string) {
  if (json['compression'] === undefined) {
    // As files of the first versions have it.
    const name = json['compressionType'] ?? 'raw';
    if (typeof name !== 'string') throw wrong(`${subject}: compressionType`, 'a name', name);
    return { name, useZlib: false };
  }
  const fields = jsonFields(json['compression'], `${subject}: compression`);
  return { name: fields.string('type'), useZlib: fields.boolean('useZlib', false) };
}

function assertCodec(codec: string, name: string, subject: string): void {
  try {
    assertByteCodec(codec, subject);
  } catch (cause) {
    const expected = 'raw, gzip, zlib, blosc, zstd or lz4';
    const cure = 'Rewrite the array with one of these';
    throw new UnsupportedError({ subject, expected, got: name, cure, cause });
  }
}

function extents(json: unknown, subject: string, rank?: number): number[] {
  const isGood =
    Array.isArray(json) &&
    json.length > 0 &&
    json.length <= 32 &&
    json.every((n) => Number.isSafeInteger(n) && (n as number) > 0 && (n as number) < 2 ** 31);
  if (isGood && (rank === undefined || json.length === rank)) return json as number[];
  throw wrong(subject, `${rank === undefined ? '' : `${rank} `}positive integers below 2^31`, json);
}
