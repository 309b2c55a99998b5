/** The two messages in the index of a tensor bundle. Source: tensorflow/core/protobuf/tensor_bundle.proto. */
import protobuf from 'protobufjs/minimal.js';

/** The entry with the empty key. */
export interface BundleHeader {
  readonly numShards: number;
  readonly isBigEndian: boolean;
  /** Oldest reader that may read this, counted in TensorFlow's bundle versions. */
  readonly minConsumer: number;
}

/** Every other entry. */
export interface BundleEntry {
  /** Code of tensorflow/core/framework/types.proto. */
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly hasUnknownRank: boolean;
  readonly shard: number;
  readonly offset: number;
  readonly size: number;
  /** Masked CRC-32C of the tensor's bytes. */
  readonly crc: number;
  readonly isSliced: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type FieldReader = (reader: protobuf.Reader) => void;

/** @throws Error of protobufjs where the bytes are no message. */
export function decodeBundleHeader(bytes: Uint8Array): BundleHeader {
  const header: Writable<BundleHeader> = { numShards: 0, isBigEndian: false, minConsumer: 0 };
  readFields(new protobuf.Reader(bytes), {
    1: (r) => (header.numShards = r.int32()),
    2: (r) => (header.isBigEndian = r.int32() !== 0),
    3: (r) => readFields(part(r), { 2: (v) => (header.minConsumer = v.int32()) }),
  });
  return header;
}

/** @throws Error of protobufjs where the bytes are no message. */
export function decodeBundleEntry(bytes: Uint8Array): BundleEntry {
  const shape: number[] = [];
  const entry: Writable<BundleEntry> = {
    dtype: 0,
    shape,
    hasUnknownRank: false,
    shard: 0,
    offset: 0,
    size: 0,
    crc: 0,
    isSliced: false,
  };
  readFields(new protobuf.Reader(bytes), {
    1: (r) => (entry.dtype = r.int32()),
    2: (r) =>
      readFields(part(r), {
        2: (d) => shape.push(decodeDimension(part(d))),
        3: (d) => (entry.hasUnknownRank = d.bool()),
      }),
    3: (r) => (entry.shard = r.int32()),
    4: (r) => (entry.offset = Number(r.int64())),
    5: (r) => (entry.size = Number(r.int64())),
    6: (r) => (entry.crc = r.fixed32()),
    7: (r) => {
      entry.isSliced = true;
      r.skip(r.uint32());
    },
  });
  return entry;
}

/** A dimension without a size is one of size 0: proto3 leaves zeros out. */
function decodeDimension(reader: protobuf.Reader): number {
  let size = 0;
  readFields(reader, { 1: (r) => (size = Number(r.int64())) });
  return size;
}

/** A reader of the nested message that comes next. */
const part = (reader: protobuf.Reader): protobuf.Reader => new protobuf.Reader(reader.bytes());

/** Reads known fields and skips the others, as protobuf asks. */
function readFields(reader: protobuf.Reader, fields: Readonly<Record<number, FieldReader>>): void {
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const read = fields[tag >>> 3];
    if (read) read(reader);
    else reader.skipType(tag & 7);
  }
}
