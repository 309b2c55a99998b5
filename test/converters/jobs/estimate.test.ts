import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateConversion, formatEstimate } from '../../../converters/jobs/index.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import type { Volume } from '../../../datasets/volume.ts';

test('chunks at the edge count, and prices follow the published list', () => {
  const volume = {
    dataType: 'uint16',
    numChannels: 1,
    bounds: boxOf(xyz(5, 5, 5), xyz(1000, 1000, 500)),
  } as Volume;
  const estimate = estimateConversion(volume, xyz(64, 64, 64));
  assert.equal(estimate.chunks, 16 * 16 * 8);
  assert.equal(estimate.rawBytes, 1e9);
  assert.equal(estimate.r2.storagePerMonth, 0.015);
  assert.equal(estimate.r2.upload, (2049 / 1e6) * 4.5);
  assert.equal(
    formatEstimate(estimate),
    '2049 objects, about 1.0 GB before encoding; on R2 $0.0092 to upload, up to $0.015 a month',
  );
});
