/** Shards put together here by the text of the specification, and the one that zarrita's tests have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { volumeOfScale } from '../../../datasets/scale-volume.ts';
import type { Store } from '../../../datasets/stores/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { openZarr } from '../../../datasets/zarr/index.ts';

/** Bit by bit: another way than the table of the source. */
function crc32cOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes)
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (crc ^ (byte >> bit)) & 1;
      crc = (crc >>> 1) ^ (isOdd ? 0x82f63b78 : 0);
    }
  return ~crc >>> 0;
}

interface ShardForm {
  readonly location: 'start' | 'end';
  readonly checksum: boolean;
  readonly order?: readonly number[];
}

/** A shard of 4 x 4 x 4 in chunks of 2 x 2 x 2 of uint8, the first left out; sample = 16 z + 4 y + x. */
function makeStore({ location, checksum, order = [0, 1, 2] }: ShardForm): [Store, Map<string, Uint8Array>] {
  const chunks = Array.from({ length: 8 }, (_, i) => {
    const stored = [i >> 2, (i >> 1) & 1, i & 1];
    const samples = Uint8Array.from({ length: 8 }, (_, j) => {
      const inner = [j >> 2, (j >> 1) & 1, j & 1];
      const at = [0, 0, 0];
      order.forEach((d, k) => {
        at[d] = 2 * stored[k]! + inner[k]!;
      });
      return 16 * at[0]! + 4 * at[1]! + at[2]!;
    });
    return i === 0 ? undefined : gzipSync(samples);
  });
  const indexBytes = 16 * 8 + (checksum ? 4 : 0);
  const index = new Uint8Array(indexBytes);
  const view = new DataView(index.buffer);
  let offset = location === 'start' ? indexBytes : 0;
  chunks.forEach((chunk, i) => {
    view.setBigUint64(16 * i, chunk ? BigInt(offset) : 2n ** 64n - 1n, true);
    view.setBigUint64(16 * i + 8, chunk ? BigInt(chunk.length) : 2n ** 64n - 1n, true);
    offset += chunk?.length ?? 0;
  });
  if (checksum) view.setUint32(128, crc32cOf(index.subarray(0, 128)), true);
  const body = Buffer.concat(chunks.flatMap((chunk) => chunk ?? []));
  const shard = Buffer.concat(location === 'start' ? [index, body] : [body, index]);
  const json = {
    zarr_format: 3,
    node_type: 'array',
    shape: [4, 4, 4],
    data_type: 'uint8',
    chunk_grid: { name: 'regular', configuration: { chunk_shape: [4, 4, 4] } },
    chunk_key_encoding: { name: 'default' },
    fill_value: 99,
    dimension_names: ['z', 'y', 'x'],
    codecs: [
      ...(order.join() === '0,1,2' ? [] : [{ name: 'transpose', configuration: { order } }]),
      {
        name: 'sharding_indexed',
        configuration: {
          chunk_shape: [2, 2, 2],
          codecs: [{ name: 'bytes' }, { name: 'gzip', configuration: { level: 5 } }],
          index_codecs: [
            { name: 'bytes', configuration: { endian: 'little' } },
            ...(checksum ? [{ name: 'crc32c' }] : []),
          ],
          index_location: location,
        },
      },
    ],
  };
  const objects = new Map<string, Uint8Array>([
    ['zarr.json', new TextEncoder().encode(JSON.stringify(json))],
    ['c/0/0/0', new Uint8Array(shard)],
  ]);
  return [createMemoryStore('s', objects), objects];
}

const FORMS: readonly ShardForm[] = [
  { location: 'end', checksum: true },
  { location: 'start', checksum: true },
  { location: 'end', checksum: false },
  { location: 'end', checksum: true, order: [2, 0, 1] },
];

for (const form of FORMS) {
  test(`a shard, ${JSON.stringify(form)}, is read chunk by chunk`, async () => {
    const [store] = makeStore(form);
    const ranges: unknown[] = [];
    const watched: Store = {
      ...store,
      get(key, options) {
        if (key.startsWith('c/')) ranges.push(options?.range);
        return store.get(key, options);
      },
    };
    const { volume } = await openZarr(watched);
    assert.deepEqual(volume!.scales[0]!.chunkSize, [2, 2, 2]);
    assert.equal(volume!.scales[0]!.encoding, 'sharded, gzip');
    const block = await volumeOfScale(volume!, 0).read({ begin: [0, 0, 0], end: [4, 4, 4] });
    const isAbsent = (i: number) => (i & 3) < 2 && ((i >> 2) & 3) < 2 && i >> 4 < 2;
    assert.deepEqual(
      [...block.data],
      Array.from({ length: 64 }, (_, i) => (isAbsent(i) ? 99 : i)),
    );
    // The index once, then a range for each of seven chunks.
    assert.equal(ranges.length, 8);
    assert.ok(ranges.every((range) => range !== undefined));
  });
}

test('an index that does not fit its checksum, a shard too short, and an entry that cannot be are errors', async () => {
  const [store, objects] = makeStore({ location: 'end', checksum: true });
  const shard = objects.get('c/0/0/0')!;
  const read = async (bytes: Uint8Array) => {
    const source = await openZarr({
      ...store,
      get: (key, { range } = {}) =>
        key === 'c/0/0/0' ? Promise.resolve(bytes.slice(range?.begin, range?.end)) : store.get(key, {}),
      size: async () => bytes.length,
    });
    return source.volume!.readChunk(0, [1, 1, 1]);
  };
  assert.equal((await read(shard)).data[0], 42);
  const flipped = shard.slice();
  flipped[flipped.length - 10]! ^= 1;
  await assert.rejects(read(flipped), /index of the shard: expected bytes that fit their checksum/);
  await assert.rejects(read(shard.slice(0, 100)), /expected at least 132 bytes, got 100/);
});
