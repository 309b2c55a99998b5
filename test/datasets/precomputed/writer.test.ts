/** What is written, as Neuroglancer's own reader finds and decodes it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import {
  openPrecomputed,
  type PrecomputedSpec,
  writePrecomputed,
} from '../../../datasets/precomputed/index.ts';
import type { ShardingSpec } from '../../../datasets/precomputed/sharding/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import type { DataType } from '../../../datasets/volume.ts';
import { assertSameSamples, collect, randomBlock } from '../support/blocks.ts';
import { readByNeuroglancer } from '../support/neuroglancer-volume.ts';

const SMALL_SHARDS: ShardingSpec = {
  preshiftBits: 2,
  hash: 'identity',
  minishardBits: 1,
  shardBits: 4,
  minishardIndexEncoding: 'raw',
  dataEncoding: 'raw',
};
const GZIPPED: ShardingSpec = { ...SMALL_SHARDS, minishardIndexEncoding: 'gzip', dataEncoding: 'gzip' };

/** Sizes that no chunk divides, and a negative corner. */
async function write(dataType: DataType, spec: Partial<PrecomputedSpec>, channels = 1) {
  const block = randomBlock(dataType, xyz(37, 20, 19), 6, channels);
  const volume = createMemoryVolume(block, { origin: xyz(-3, 10, 0), voxelSizeNm: xyz(8, 8, 8) });
  const store = createMemoryStore();
  const full = { type: 'image', encoding: 'raw', chunkSize: xyz(8, 8, 8), ...spec } as PrecomputedSpec;
  return { block, store, info: await writePrecomputed(store, full, volume) };
}

test('Neuroglancer reads every voxel, unsharded and sharded, raw and gzip', async () => {
  const labels = { type: 'segmentation', encoding: 'compressed_segmentation' } as const;
  for (const sharding of [undefined, SMALL_SHARDS, GZIPPED, true] as const) {
    for (const [dataType, spec, channels] of [
      ['uint8', {}, 1],
      ['uint16', {}, 2],
      ['float32', {}, 1],
      ['uint64', labels, 1],
      ['uint32', labels, 1],
    ] as const) {
      const { block, store, info } = await write(dataType, { ...spec, sharding }, channels);
      assertSameSamples((await readByNeuroglancer(store, info)).data, block.data);
      const ours = (await openPrecomputed(store)).volume(0);
      assertSameSamples((await ours.read(ours.bounds)).data, block.data);
    }
  }
});

test('shards are few, named by their number, and empty ones are not written', async () => {
  const { store, info } = await write('uint8', { sharding: GZIPPED });
  // 5 x 3 x 3 chunks need 3 + 2 + 2 bits; a shard is 2 x 2 x 2 of them.
  const keys = (await collect(store.list('8_8_8/'))).sort();
  assert.equal(keys.length, 3 * 2 * 2);
  assert.ok(
    keys.every((key) => /^8_8_8\/[0-9a-f]\.shard$/.test(key)),
    keys.join(),
  );
  assert.equal(info.scales[0].sharding?.['shard_bits'], 4);
  const chosen = await write('uint8', { sharding: true });
  assert.deepEqual((await collect(chosen.store.list('8_8_8/'))).sort(), ['8_8_8/0.shard']);
});

test('png chunks are not gzipped once more; jpeg of labels is refused', async () => {
  const { block, store, info } = await write('uint8', { encoding: 'png', sharding: true });
  assert.equal(info.scales[0].sharding?.['data_encoding'], 'raw');
  const ours = (await openPrecomputed(store)).volume(0);
  assertSameSamples((await ours.read(ours.bounds)).data, block.data);
  assert.equal(block.data.length, volumeOf(block.size));
  await assert.rejects(write('uint8', { type: 'segmentation', encoding: 'jpeg' }), { tag: 'unsupported' });
});
