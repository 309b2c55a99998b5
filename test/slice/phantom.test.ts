/** The default phantom as a whole: connected labels, and not to be had by a threshold. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPhantom } from '../../datasets/phantom/index.ts';
import { connectedComponents, countLabels } from '../../datasets/voxels/index.ts';
import { measureThresholds } from '../support/threshold-baseline.ts';

const THRESHOLDS = Array.from({ length: 20 }, (_, i) => 85 + 5 * i);

const phantom = createPhantom({ style: 'em' });

test('the best of 20 thresholds with connected components has an adapted Rand error of at least 0.3', async () => {
  const results = await measureThresholds(phantom, THRESHOLDS);
  const text = results.map(
    ({ threshold, adaptedRandError }) => `${threshold}: ${adaptedRandError.toFixed(3)}`,
  );
  const best = Math.min(...results.map(({ adaptedRandError }) => adaptedRandError));
  console.log(`  phantom, adapted Rand error by threshold: ${text.join(', ')}; best ${best.toFixed(3)}`);
  assert.ok(best >= 0.3, `best ${best}`);
});

test('every neurite of the default phantom has one label, in one piece', async () => {
  const labels = await phantom.labels.read(phantom.labels.bounds);
  assert.equal(countLabels(labels).size, phantom.neurites);
  assert.equal(connectedComponents(labels.data as Uint32Array, labels.size).count, phantom.neurites);
});
