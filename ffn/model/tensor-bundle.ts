/**
 * Reader of TensorFlow checkpoints of version 2 ("tensor bundles"): `PREFIX.index`, a sorted table of names,
 * and `PREFIX.data-SSSSS-of-NNNNN`, raw little-endian values. `PREFIX.meta` is a training graph, not needed.
 * Source: tensorflow/core/util/tensor_bundle.
 */
import { CorruptDataError, MissingError, UnsupportedError } from '../../datasets/errors.ts';
import type { Store } from '../../datasets/stores/index.ts';
import {
  type BundleEntry,
  type BundleHeader,
  decodeBundleEntry,
  decodeBundleHeader,
} from './bundle-entry.ts';
import { maskedCrc32c } from './crc32c.ts';
import { TENSOR_TYPES, type TensorType } from './dtypes.ts';
import { readTable, type TableEntry } from './sstable.ts';
import { elementCount, formatShape } from './weights.ts';

/** TensorFlow's kTensorBundleVersion: what a reader may be asked to understand. */
const BUNDLE_VERSION = 1;

export interface CheckpointTensor {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** As in the file: little-endian, CRC verified. */
  readonly bytes: Uint8Array;
}

export type Checkpoint = ReadonlyMap<string, CheckpointTensor>;

/**
 * Reads every tensor of a checkpoint and verifies every CRC. Holds the data files in memory (2.5 MB published).
 * @param prefix key without suffix: `model.ckpt-27465036`.
 * @returns tensors by name, in the index's order.
 * @throws MissingError for a file that is not there, CorruptDataError naming file, tensor and offset,
 *   UnsupportedError for big-endian, compressed and partitioned checkpoints.
 */
export async function readCheckpoint(
  store: Store,
  prefix: string,
  signal?: AbortSignal,
): Promise<Checkpoint> {
  const indexKey = `${prefix}.index`;
  const indexFile = `${store.name}/${indexKey}`;
  const [first, ...entries] = readTable(await readFile(store, indexKey, signal), indexFile);
  const header = readHeader(first, indexFile);
  const shards = new Map<number, Uint8Array>();
  const tensors = new Map<string, CheckpointTensor>();
  for (const { key, value } of entries) {
    const subject = `${indexFile}, tensor "${key}"`;
    const entry = decode(() => decodeBundleEntry(value), subject);
    const type = checkEntry(entry, header, subject);
    const dataKey = shardKey(prefix, entry.shard, header.numShards);
    const shard = shards.get(entry.shard) ?? (await readFile(store, dataKey, signal));
    shards.set(entry.shard, shard);
    const bytes = readValues(shard, entry, `${store.name}/${dataKey}, tensor "${key}"`);
    tensors.set(key, { name: key, type, shape: entry.shape, bytes });
  }
  return tensors;
}

const shardKey = (prefix: string, shard: number, count: number): string =>
  `${prefix}.data-${String(shard).padStart(5, '0')}-of-${String(count).padStart(5, '0')}`;

async function readFile(store: Store, key: string, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = await store.get(key, { signal });
  if (bytes) return bytes;
  const cure = 'A checkpoint is named by its prefix, without .index or .data-…';
  throw new MissingError({
    subject: `${store.name}/${key}`,
    expected: 'a checkpoint file',
    got: 'none',
    cure,
  });
}

function readHeader(first: TableEntry | undefined, file: string): BundleHeader {
  if (first?.key !== '') {
    throw corrupt(file, 'a header under the empty key', first ? `"${first.key}" first` : 'no entries');
  }
  const header = decode(() => decodeBundleHeader(first.value), `${file}, header`);
  if (header.numShards < 1) throw corrupt(file, 'at least one data file', `${header.numShards}`);
  if (header.isBigEndian) {
    throw new UnsupportedError({ subject: file, expected: 'little-endian values', got: 'big-endian' });
  }
  if (header.minConsumer > BUNDLE_VERSION) {
    const expected = `a bundle for readers of version ${BUNDLE_VERSION}`;
    throw new UnsupportedError({ subject: file, expected, got: `${header.minConsumer}` });
  }
  return header;
}

/** Checks what an entry says of itself. @returns its type. */
function checkEntry(entry: BundleEntry, { numShards }: BundleHeader, subject: string): TensorType {
  const { dtype, shape, shard, offset, size } = entry;
  if (entry.isSliced)
    throw new UnsupportedError({ subject, expected: 'a whole variable', got: 'a partitioned one' });
  const type = TENSOR_TYPES.get(dtype);
  if (!type) throw new UnsupportedError({ subject, expected: 'a known type', got: `type code ${dtype}` });
  if (entry.hasUnknownRank || shape.some((d) => !(d >= 0))) {
    throw corrupt(subject, 'a shape', entry.hasUnknownRank ? 'an unknown rank' : formatShape(shape));
  }
  if (!(shard >= 0 && shard < numShards))
    throw corrupt(subject, `a data file below ${numShards}`, `${shard}`);
  if (!(offset >= 0 && size >= 0))
    throw corrupt(subject, 'a place in a data file', `${size} bytes at ${offset}`);
  const bytes = type.valueBytes === undefined ? size : elementCount(shape) * type.valueBytes;
  if (bytes !== size)
    throw corrupt(subject, `${bytes} bytes of ${type.name} ${formatShape(shape)}`, `${size}`);
  return type;
}

function readValues(shard: Uint8Array, { offset, size, crc }: BundleEntry, subject: string): Uint8Array {
  if (offset + size > shard.length) {
    throw corrupt(subject, `${size} bytes at offset ${offset}`, `a file of ${shard.length} bytes`);
  }
  const bytes = shard.subarray(offset, offset + size);
  const computed = maskedCrc32c(bytes);
  if (computed === crc) return bytes;
  throw corrupt(subject, `CRC ${hex(crc)} of ${size} bytes at offset ${offset}`, hex(computed));
}

function decode<T>(body: () => T, subject: string): T {
  try {
    return body();
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : 'other bytes';
    throw new CorruptDataError({ subject, expected: 'a protocol-buffer message', got, cause });
  }
}

const hex = (n: number): string => `0x${n.toString(16).padStart(8, '0')}`;

function corrupt(subject: string, expected: string, got: string): CorruptDataError {
  return new CorruptDataError({ subject, expected, got });
}
