/** The published image has dark membranes, which its histogram does not show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureImage } from '../../converters/jobs/index.ts';
import { invertVolume } from '../../converters/transforms/index.ts';
import { openImageStack } from '../../datasets/images/index.node.ts';
import { fib25Path } from '../support/paths.ts';

test('the image and its negative lie clearly on either side', async (t) => {
  const volume = await openImageStack(fib25Path('grayscale_maps'));
  const { ridges } = await measureImage(volume, volume.bounds);
  t.diagnostic(`dark sheets: ${ridges.toFixed(3)}`);
  assert.ok(ridges > 0.4, `${ridges}`);
  const inverted = invertVolume(volume);
  assert.ok((await measureImage(inverted, inverted.bounds)).ridges < -0.4);
});
