import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateConversion, formatEstimate } from '../../../converters/jobs/index.ts';
import { boxOf, boxSize, volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { type PrecomputedSpec, writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import type { Volume } from '../../../datasets/volume.ts';
import { collect, randomBlock } from '../../datasets/support/blocks.ts';

const target = (spec: PrecomputedSpec) => ({ spec, output: 'out', gzipLevel: 6 });

test('chunks at the edge count, and prices follow the published list', async () => {
  const volume: Volume = {
    dataType: 'uint16',
    numChannels: 1,
    bounds: boxOf(xyz(5, 5, 5), xyz(1000, 1000, 500)),
    voxelSizeNm: xyz(4, 4, 40),
    read: async (box) => {
      const size = boxSize(box);
      return { dataType: 'uint16', numChannels: 1, size, data: new Uint16Array(volumeOf(size)) };
    },
  };
  const estimate = await estimateConversion(volume, target({ type: 'image', encoding: 'raw' }));
  assert.equal(estimate.chunks, 16 * 16 * 8);
  assert.equal(estimate.objects, 2050);
  assert.equal(estimate.rawBytes, 1e9);
  assert.equal(estimate.r2.upload, (2050 / 1e6) * 4.5);
  assert.ok(Math.abs(estimate.r2.storagePerMonth - 0.015) < 1e-6);
  assert.equal(
    formatEstimate(estimate),
    '2050 objects, about 1.0 GB (1.0 GB of voxels); on R2 $0.0092 to upload, $0.015 a month',
  );
});

test('what a run writes is what was estimated: objects exactly, bytes within 3 %', async () => {
  const block = randomBlock('uint8', xyz(150, 100, 90), 40);
  const volume = createMemoryVolume(block, { voxelSizeNm: xyz(8, 8, 8) });
  for (const sharding of [undefined, true] as const) {
    const spec = { type: 'image', encoding: 'raw', chunkSize: xyz(16, 16, 16), sharding } as const;
    const estimate = await estimateConversion(volume, target(spec));
    const store = createMemoryStore();
    await writePrecomputed(store, spec, volume);
    const keys = await collect(store.list(''));
    let bytes = 0;
    for (const key of keys) bytes += (await store.get(key))?.length ?? 0;
    // The program writes provenance.json as well.
    assert.equal(estimate.objects, keys.length + 1);
    assert.ok(Math.abs(estimate.bytes / bytes - 1) < 0.03, `${estimate.bytes} for ${bytes}`);
    assert.equal(keys.length, sharding ? 2 : 10 * 7 * 6 + 1);
  }
});
