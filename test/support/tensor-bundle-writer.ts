/**
 * Writes small tensor bundles for tests, with faults where asked: our reader is checked against the published
 * checkpoint in test/fib25, and against what this writes for everything that checkpoint does not have.
 */
import protobuf from 'protobufjs/minimal.js';
import { maskedCrc32c } from '../../ffn/model/index.ts';

export interface BundleTensor {
  readonly name: string;
  /** Code of types.proto; 1 is float32. */
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  readonly shard?: number;
  readonly sliced?: boolean;
  /** In place of what is true. */
  readonly size?: number;
  readonly offset?: number;
}

export interface BundleOptions {
  readonly tensors: readonly BundleTensor[];
  readonly shards?: number;
  readonly bigEndian?: boolean;
  readonly minConsumer?: number;
  readonly compression?: number;
  readonly headerKey?: string;
}

type Entry = readonly [key: string, value: Uint8Array];

export const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** @returns files by key: `m.index`, `m.data-00000-of-…`. Tensors must be in the order of their names. */
export function writeBundle(options: BundleOptions): Map<string, Uint8Array> {
  const shardCount = options.shards ?? 1;
  const shards = Array.from({ length: shardCount }, (): number[] => []);
  const header = protobuf.Writer.create().uint32(0x08).int32(shardCount);
  if (options.bigEndian) header.uint32(0x10).int32(1);
  header
    .uint32(0x1a)
    .fork()
    .uint32(0x10)
    .int32(options.minConsumer ?? 0)
    .ldelim();
  const entries: Entry[] = [[options.headerKey ?? '', header.finish()]];
  for (const tensor of options.tensors) {
    const shard = shards[tensor.shard ?? 0] ?? [];
    entries.push([tensor.name, entryOf(tensor, shard.length)]);
    shard.push(...tensor.bytes);
  }
  const number = (n: number) => String(n).padStart(5, '0');
  return new Map([
    ['m.index', tableOf(entries, options.compression ?? 0)],
    ...shards.map(
      (bytes, i): Entry => [`m.data-${number(i)}-of-${number(shardCount)}`, Uint8Array.from(bytes)],
    ),
  ]);
}

function entryOf(tensor: BundleTensor, offset: number): Uint8Array {
  const w = protobuf.Writer.create().uint32(0x08).int32(tensor.dtype).uint32(0x12).fork();
  for (const size of tensor.shape) w.uint32(0x12).fork().uint32(0x08).int64(size).ldelim();
  w.ldelim()
    .uint32(0x18)
    .int32(tensor.shard ?? 0);
  w.uint32(0x20).int64(tensor.offset ?? offset);
  w.uint32(0x28).int64(tensor.size ?? tensor.bytes.length);
  w.uint32(0x35).fixed32(maskedCrc32c(tensor.bytes));
  if (tensor.sliced) w.uint32(0x3a).fork().ldelim();
  return w.finish();
}

/** A table of one data block. */
function tableOf(entries: readonly Entry[], compression: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const addBlock = (body: Uint8Array): Uint8Array => {
    const trailer = new Uint8Array(5);
    trailer[0] = compression;
    new DataView(trailer.buffer).setUint32(1, maskedCrc32c(body, trailer.subarray(0, 1)), true);
    const handle = protobuf.Writer.create().uint64(length).uint64(body.length).finish();
    parts.push(body, trailer);
    length += body.length + trailer.length;
    return handle;
  };
  const data = addBlock(blockOf(entries));
  const meta = addBlock(blockOf([]));
  const index = addBlock(blockOf([['~', data]]));
  const footer = new Uint8Array(48);
  footer.set(meta);
  footer.set(index, meta.length);
  new DataView(footer.buffer).setBigUint64(40, 0xdb4775248b80fb57n, true);
  return Uint8Array.from([...parts, footer].flatMap((part) => [...part]));
}

/** Keys share what they can with the key before. */
function blockOf(entries: readonly Entry[]): Uint8Array {
  const bytes: number[] = [];
  let previous = '';
  for (const [key, value] of entries) {
    let shared = 0;
    while (shared < previous.length && previous[shared] === key[shared]) shared++;
    const lengths = protobuf.Writer.create()
      .uint32(shared)
      .uint32(key.length - shared)
      .uint32(value.length);
    bytes.push(...lengths.finish(), ...new TextEncoder().encode(key.slice(shared)), ...value);
    previous = key;
  }
  // One restart, at 0; little-endian.
  return Uint8Array.of(...bytes, 0, 0, 0, 0, 1, 0, 0, 0);
}
