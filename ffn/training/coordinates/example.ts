/** A training coordinate as a tf.train.Example. Source: spec/ffn.md 5.3; tensorflow/core/example/{example,feature}.proto. */
import protobuf from 'protobufjs/minimal.js';
import { CorruptDataError, InvalidDataError } from '../../../datasets/errors.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';

export interface Coordinate {
  /** Voxels from the volume's first one. */
  readonly center: Xyz;
  /** Name of the volume, which the trainer's flags give a path. */
  readonly volume: string;
}

const CENTER = 'center';
const VOLUME = 'label_volume_name';

/** Field numbers, and their wire types in the low three bits. */
const FIELD_1 = 0x0a;
const FIELD_2 = 0x12;
const INT64_LIST = 0x1a;

/** @returns the bytes of an Example with the two features that FFN's trainer reads, the centre first. */
export function encodeExample({ center, volume }: Coordinate): Uint8Array {
  const packed = protobuf.Writer.create();
  for (const n of center) packed.uint32(n);
  return exampleOf(packed.finish(), volumeEntry(volume));
}

/**
 * What stands before and after the coordinates in an example.
 * @param coordinateBytes of three varints, which are between the two.
 */
export function exampleAround(
  volume: string,
  coordinateBytes: number,
): { head: Uint8Array; tail: Uint8Array } {
  const tail = volumeEntry(volume);
  const whole = exampleOf(new Uint8Array(coordinateBytes), tail);
  return { head: whole.slice(0, whole.length - tail.length - coordinateBytes), tail };
}

const volumeEntry = (volume: string): Uint8Array =>
  entry(VOLUME, field(FIELD_1, field(FIELD_1, new TextEncoder().encode(volume))));

const exampleOf = (coordinates: Uint8Array, volume: Uint8Array): Uint8Array =>
  field(FIELD_1, concat([entry(CENTER, field(INT64_LIST, field(FIELD_1, coordinates))), volume]));

const entry = (key: string, feature: Uint8Array): Uint8Array =>
  field(FIELD_1, concat([field(FIELD_1, new TextEncoder().encode(key)), field(FIELD_2, feature)]));

function field(tag: number, bytes: Uint8Array): Uint8Array {
  return protobuf.Writer.create().uint32(tag).bytes(bytes).finish();
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * @param subject file and record, for messages.
 * @throws CorruptDataError for what is no Example; InvalidDataError where it has not exactly the two features, or a centre of
 * other than three integers from 0 on.
 */
export function decodeExample(bytes: Uint8Array, subject: string): Coordinate {
  const features = decodeOr(subject, () => readFeatures(bytes));
  const others = [...features.keys()].filter((key) => key !== CENTER && key !== VOLUME);
  const center = features.get(CENTER)?.integers;
  const names = features.get(VOLUME)?.texts;
  if (others.length === 0 && center?.length === 3 && names?.length === 1 && center.every((n) => n >= 0)) {
    const [x = 0, y = 0, z = 0] = center;
    return { center: xyz(x, y, z), volume: names[0]! };
  }
  const got =
    others.length > 0 ? `the feature "${others[0]}"` : `${center?.length ?? 0} and ${names?.length ?? 0}`;
  throw new InvalidDataError({
    subject,
    expected: `the features ${CENTER} (three integers from 0 on) and ${VOLUME} (one name), no others`,
    got,
    cure: 'Write the file with `floodlight coordinates`, or with build_coordinates.py',
  });
}

interface Feature {
  readonly integers: number[];
  readonly texts: string[];
}

function readFeatures(bytes: Uint8Array): Map<string, Feature> {
  const found = new Map<string, Feature>();
  for (const features of fields(bytes, 1)) {
    for (const one of fields(features, 1)) {
      const key = new TextDecoder().decode(fields(one, 1)[0]);
      const [value = new Uint8Array(0)] = fields(one, 2);
      found.set(key, {
        integers: fields(value, 3).flatMap((list) => integersOf(list)),
        texts: fields(value, 1).flatMap((list) =>
          fields(list, 1).map((text) => new TextDecoder().decode(text)),
        ),
      });
    }
  }
  return found;
}

/** The bytes of all fields of a number, in order. */
function fields(bytes: Uint8Array, number: number): Uint8Array[] {
  const reader = protobuf.Reader.create(bytes);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === number * 8 + 2) found.push(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return found;
}

/** An Int64List: packed, as proto3 writes it, or one field an integer. */
function integersOf(list: Uint8Array): number[] {
  const reader = protobuf.Reader.create(list);
  const found: number[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === FIELD_1) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) found.push(Number(reader.int64()));
    } else if (tag === 8) found.push(Number(reader.int64()));
    else reader.skipType(tag & 7);
  }
  return found;
}

function decodeOr<T>(subject: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new CorruptDataError({ subject, expected: 'a tf.train.Example', got: 'other bytes', cause });
  }
}
