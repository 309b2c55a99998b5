import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { encodeInfo, openPrecomputed, type PrecomputedInfo } from '../../../../datasets/precomputed/index.ts';
import {
  chooseSharding,
  compressedMortonCode,
  layOutShard,
  locateKey,
  shardingJson,
  shardName,
} from '../../../../datasets/precomputed/sharding/index.ts';
import type { Store } from '../../../../datasets/stores/index.ts';

/** 2560 x 2048 x 2048 voxels of a byte: 10.7 GB in two shards, of which the first is full. */
const CELLS = xyz(40, 32, 32);
const CHUNK_BYTES = 64 ** 3;
const SPEC = { ...chooseSharding(CELLS), dataEncoding: 'raw', minishardIndexEncoding: 'raw' } as const;

interface Placed {
  readonly key: bigint;
  readonly sizeBytes: number;
}

/** The bytes of a chunk of the set: its key, over and over. */
const chunkBytes = ({ key, sizeBytes }: Placed) =>
  new Uint8Array(BigUint64Array.from({ length: sizeBytes / 8 }, () => key).buffer);

/** A store of shards whose layout is real and whose chunks are made when they are asked for; counts its reads. */
async function createShardSet() {
  const shards = new Map<string, Placed[]>();
  for (let z = 0; z < CELLS[2]; z++) {
    for (let y = 0; y < CELLS[1]; y++) {
      for (let x = 0; x < CELLS[0]; x++) {
        const key = compressedMortonCode([x, y, z], CELLS);
        const name = shardName(SPEC, locateKey(SPEC, key).shard);
        const known = shards.get(name);
        const placed = { key, sizeBytes: CHUNK_BYTES };
        if (known) known.push(placed);
        else shards.set(name, [placed]);
      }
    }
  }
  const layouts = new Map<string, (Uint8Array | Placed)[]>();
  let bytes = 0;
  for (const [name, objects] of shards) {
    const layout = await layOutShard(SPEC, objects, { compress: (b) => b, subject: name });
    layouts.set(`8_8_8/${name}`, layout);
    for (const piece of layout) bytes += piece instanceof Uint8Array ? piece.length : piece.sizeBytes;
  }
  const reads: number[] = [];
  const info: PrecomputedInfo = {
    type: 'image',
    dataType: 'uint8',
    numChannels: 1,
    scales: [
      {
        key: '8_8_8',
        size: xyz(40 * 64, 32 * 64, 32 * 64),
        voxelOffset: xyz(0, 0, 0),
        resolutionNm: xyz(8, 8, 8),
        chunkSizes: [xyz(64, 64, 64)],
        encoding: 'raw',
        sharding: shardingJson(SPEC),
      },
    ],
  };
  const store: Store = {
    name: 'set',
    async get(key, { range } = {}) {
      if (key === 'info') return encodeInfo(info);
      const layout = layouts.get(key);
      if (!layout) return undefined;
      assert.ok(range?.end !== undefined, 'never a whole shard');
      reads.push(range.end - range.begin);
      return slice(layout, range.begin, range.end);
    },
  };
  return { store, reads, bytes, shards: layouts.size };
}

function slice(layout: readonly (Uint8Array | Placed)[], begin: number, end: number): Uint8Array {
  const out = new Uint8Array(end - begin);
  let at = 0;
  for (const piece of layout) {
    const size = piece instanceof Uint8Array ? piece.length : piece.sizeBytes;
    if (at < end && at + size > begin) {
      const all = piece instanceof Uint8Array ? piece : chunkBytes(piece);
      const first = Math.max(0, begin - at);
      out.set(all.subarray(first, Math.min(size, end - at)), at + first - begin);
    }
    at += size;
  }
  return out;
}

test('one 64^3 chunk out of a 10 GB shard set: three range reads cold, one warm, and little more than the chunk', async () => {
  const { store, reads, bytes, shards } = await createShardSet();
  assert.ok(bytes > 10e9, `${bytes} bytes`);
  assert.equal(shards, 2);
  const dataset = await openPrecomputed(store);
  const keyAt = (data: ArrayLike<number | bigint>) =>
    new BigUint64Array((data as Uint8Array).slice(0, 8).buffer)[0];

  const cold = xyz(19, 22, 27);
  assert.equal(keyAt((await dataset.readChunk(0, cold)).data), compressedMortonCode(cold, CELLS));
  // 512 neighbours share a minishard; its index has 24 bytes for each.
  assert.deepEqual(reads, [16, 512 * 24, CHUNK_BYTES]);

  const neighbour = xyz(20, 22, 27);
  assert.equal(keyAt((await dataset.readChunk(0, neighbour)).data), compressedMortonCode(neighbour, CELLS));
  assert.deepEqual(reads.slice(3), [CHUNK_BYTES]);
});

test('the rule: eight cubed neighbours in a minishard, four cubed minishards in a shard, the rest shards', () => {
  const bits = (x: number, y: number, z: number) => {
    const { preshiftBits, minishardBits, shardBits } = chooseSharding([x, y, z]);
    return [preshiftBits, minishardBits, shardBits];
  };
  // The grid of formats.md 1.5's last check value.
  assert.deepEqual(bits(1944, 1048, 442), [9, 6, 16]);
  assert.deepEqual(bits(40, 32, 32), [9, 6, 1]);
  assert.deepEqual(bits(16, 16, 4), [9, 1, 0]);
  assert.deepEqual(bits(4, 4, 4), [6, 0, 0]);
  assert.deepEqual(bits(1, 1, 1), [0, 0, 0]);
});
