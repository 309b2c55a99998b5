import { CorruptDataError } from '../../errors.ts';
import { bytesOf } from '../../volume.ts';

/** The keys of one minishard, ascending, and where their bytes lie, relative to the end of the shard index. */
export interface MinishardIndex {
  readonly keys: BigUint64Array;
  readonly starts: Float64Array;
  readonly sizes: Float64Array;
}

/**
 * Reads a decompressed minishard index: uint64 [3, n], all keys, then all starts, then all sizes, delta coded.
 * @throws CorruptDataError where keys do not ascend, or chunks overlap or lie past what a file can hold.
 */
export function decodeMinishardIndex(bytes: Uint8Array, subject: string): MinishardIndex {
  if (bytes.length % 24 !== 0) throw corrupt(subject, 'a length that is a multiple of 24', `${bytes.length}`);
  const n = bytes.length / 24;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (row: number, i: number) => view.getBigUint64(8 * (row * n + i), true);
  const index = { keys: new BigUint64Array(n), starts: new Float64Array(n), sizes: new Float64Array(n) };
  let key = 0n;
  let end = 0n;
  for (let i = 0; i < n; i++) {
    const next = BigInt.asUintN(64, key + at(0, i));
    if (i > 0 && next <= key) throw corrupt(`${subject}: entry ${i}`, `a key above ${key}`, `${next}`);
    key = next;
    // Modular, because a chunk may lie before its predecessor.
    const start = BigInt.asUintN(64, end + at(1, i));
    const size = at(2, i);
    end = start + size;
    if (end > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw corrupt(`${subject}: key ${key}`, 'bytes below offset 2^53', `[${start},${end})`);
    }
    index.keys[i] = key;
    index.starts[i] = Number(start);
    index.sizes[i] = Number(size);
  }
  assertDisjoint(index, subject);
  return index;
}

function assertDisjoint({ keys, starts, sizes }: MinishardIndex, subject: string): void {
  const order = Array.from(keys.keys()).sort((a, b) => starts[a] - starts[b] || sizes[a] - sizes[b]);
  for (let i = 1; i < order.length; i++) {
    const [before, after] = [order[i - 1], order[i]];
    const end = starts[before] + sizes[before];
    if (starts[after] >= end) continue;
    const got = `offset ${starts[after]}, inside the chunk of key ${keys[before]}`;
    throw corrupt(`${subject}: key ${keys[after]}`, `a chunk from offset ${end} on`, got);
  }
}

/** @returns the position of `key` in the index; undefined where it is not there. */
export function findKey({ keys }: MinishardIndex, key: bigint): number | undefined {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  return keys[low] === key ? low : undefined;
}

/** @param index keys ascending. @returns the uncompressed bytes; see `decodeMinishardIndex`. */
export function encodeMinishardIndex({ keys, starts, sizes }: MinishardIndex): Uint8Array {
  const n = keys.length;
  // A BigUint64Array wraps modulo 2^64, as the format wants it.
  const rows = new BigUint64Array(3 * n);
  for (let i = 0; i < n; i++) {
    rows[i] = keys[i] - (i > 0 ? keys[i - 1] : 0n);
    rows[n + i] = BigInt(starts[i] - (i > 0 ? starts[i - 1] + sizes[i - 1] : 0));
    rows[2 * n + i] = BigInt(sizes[i]);
  }
  return bytesOf(rows);
}

const corrupt = (subject: string, expected: string, got: string): CorruptDataError =>
  new CorruptDataError({ subject, expected, got, cure: 'The shard is damaged: write or download it again' });
