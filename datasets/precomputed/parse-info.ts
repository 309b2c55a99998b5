import { InvalidDataError, UnsupportedError } from '../errors.ts';
import { type Xyz, xyz } from '../geometry/index.ts';
import { decodeJson, type JsonFields, jsonFields, parseIntegers, wrong } from '../json/index.ts';
import { DATA_TYPES, type DataType } from '../volume.ts';
import {
  ENCODINGS,
  INFO_KEYS,
  type PrecomputedInfo,
  type ScaleInfo,
  VOLUME_KINDS,
  VOLUME_TYPE,
  type VolumeKind,
} from './info.ts';

/** Encodings of cloud-volume alone. Neuroglancer and TensorStore refuse them too. */
const FOREIGN_ENCODINGS = ['fpzip', 'kempressed', 'zfpc', 'crackle', 'crackle64'];

/**
 * Reads a precomputed volume's `info`.
 * @param json the parsed file, untrusted.
 * @param subject its URL or path, for messages.
 * @throws InvalidDataError naming the field that is not as the format wants it.
 * @throws UnsupportedError for a redirect, and for encodings that only cloud-volume has.
 */
export function parseInfo(json: unknown, subject: string): PrecomputedInfo {
  const fields = jsonFields(json, subject);
  checkKind(fields);
  const scales = fields.array('scales').map((scale, i) => parseScale(scale, fields.path(`scales[${i}]`)));
  checkKeys(scales, fields);
  return {
    type: parseType(fields),
    dataType: parseDataType(fields),
    numChannels: fields.integer('num_channels', 1, 65_536),
    scales,
    mesh: fields.optionalString('mesh'),
    skeletons: fields.optionalString('skeletons'),
    segmentProperties: fields.optionalString('segment_properties'),
    others: othersOf(json as Record<string, unknown>),
  };
}

/**
 * Reads the bytes of an `info` file.
 * @throws CorruptDataError where they are not JSON, InvalidDataError where a key stands twice; else as `parseInfo`.
 */
export function decodeInfo(bytes: Uint8Array, subject: string): PrecomputedInfo {
  return parseInfo(decodeJson(bytes, subject), subject);
}

function checkKind(fields: JsonFields): void {
  const type = fields.optionalString('@type');
  if (type !== undefined && type !== VOLUME_TYPE) {
    throw wrong(
      fields.path('@type'),
      VOLUME_TYPE,
      type,
      'This folder is not a volume: open it as what it says',
    );
  }
  const redirect = fields.optionalString('redirect');
  if (redirect === undefined) return;
  throw new UnsupportedError({
    subject: fields.path('redirect'),
    expected: 'a volume in this place',
    got: `a redirect to ${redirect}`,
    cure: 'Open that address instead',
  });
}

/** Upper case occurs, and Neuroglancer takes it. */
function parseType(fields: JsonFields): VolumeKind {
  const type = fields.string('type').toLowerCase();
  const kind = VOLUME_KINDS.find((k) => k === type);
  if (!kind) throw wrong(fields.path('type'), `one of ${VOLUME_KINDS.join(', ')}`, type);
  return kind;
}

function parseDataType(fields: JsonFields): DataType {
  const name = fields.string('data_type').toLowerCase();
  const dataType = DATA_TYPES.find((t) => t === name);
  if (!dataType) throw wrong(fields.path('data_type'), `one of ${DATA_TYPES.join(', ')}`, name);
  return dataType;
}

function parseScale(json: unknown, subject: string): ScaleInfo {
  const fields = jsonFields(json, subject);
  const encoding = parseEncoding(fields);
  const sharding = parseSharding(json as Record<string, unknown>, fields);
  const isCompressed = encoding === 'compressed_segmentation';
  return {
    key: parseKey(fields),
    size: fields.integers('size', 1),
    voxelOffset: fields.integers('voxel_offset', Number.MIN_SAFE_INTEGER, xyz(0, 0, 0)),
    resolutionNm: fields.positives('resolution'),
    chunkSizes: parseChunkSizes(fields, sharding !== undefined),
    encoding,
    compressedSegmentationBlockSize: isCompressed
      ? fields.integers('compressed_segmentation_block_size', 1)
      : undefined,
    jpegQuality: optionalInteger(fields, 'jpeg_quality', encoding === 'jpeg', 100),
    pngLevel: optionalInteger(fields, 'png_level', encoding === 'png', 9),
    sharding,
    hidden: fields.boolean('hidden', false),
  };
}

function parseEncoding(fields: JsonFields): ScaleInfo['encoding'] {
  const name = fields.string('encoding').toLowerCase();
  if (FOREIGN_ENCODINGS.includes(name)) {
    throw new UnsupportedError({
      subject: fields.path('encoding'),
      expected: `one of ${ENCODINGS.join(', ')}`,
      got: name,
      cure: 'Only cloud-volume reads this encoding: convert the volume with it to raw or compressed_segmentation',
    });
  }
  const encoding = ENCODINGS.find((e) => e === name);
  if (!encoding) throw wrong(fields.path('encoding'), `one of ${ENCODINGS.join(', ')}`, name);
  return encoding;
}

function parseKey(fields: JsonFields): string {
  const key = fields.string('key');
  if (key !== '' && !key.startsWith('/') && !key.endsWith('/')) return key;
  throw wrong(fields.path('key'), 'a relative path without a leading or trailing /', key);
}

/** Scales that share a folder overwrite each other's chunks. */
function checkKeys(scales: readonly ScaleInfo[], fields: JsonFields): void {
  for (const [i, { key }] of scales.entries()) {
    const first = scales.findIndex((scale) => scale.key === key);
    if (first === i) continue;
    throw new InvalidDataError({
      subject: fields.path(`scales[${i}]: key`),
      expected: 'a folder of its own',
      got: `${JSON.stringify(key)}, as scales[${first}]`,
      cure: 'Write one of the two scales to another folder',
    });
  }
}

function parseChunkSizes(fields: JsonFields, isSharded: boolean): readonly Xyz[] {
  const path = fields.path('chunk_sizes');
  const sizes = fields.array('chunk_sizes').map((size, i) => parseIntegers(size, 1, `${path}[${i}]`));
  if (!isSharded || sizes.length === 1) return sizes;
  throw wrong(path, 'exactly one chunk size beside sharding', sizes);
}

/** cloud-volume writes `"sharding": null`, and TensorStore reads it; so does this, as if it were absent. */
function parseSharding(json: Record<string, unknown>, fields: JsonFields): ScaleInfo['sharding'] {
  const sharding = json['sharding'];
  if (sharding === undefined || sharding === null) return undefined;
  jsonFields(sharding, fields.path('sharding')).oneOf('@type', ['neuroglancer_uint64_sharded_v1']);
  return sharding as Record<string, unknown>;
}

/** A key that belongs to another encoding is ignored, as Neuroglancer does. */
function optionalInteger(
  fields: JsonFields,
  field: string,
  applies: boolean,
  most: number,
): number | undefined {
  return applies && fields.has(field) ? fields.integer(field, 0, most) : undefined;
}

function othersOf(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !INFO_KEYS.includes(key)));
}
