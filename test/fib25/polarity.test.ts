/** The published image has dark membranes, which its histogram does not show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePolarity } from '../../converters/jobs/index.ts';
import { cropVolume, invertVolume } from '../../converters/transforms/index.ts';
import { boxOf, xyz } from '../../datasets/geometry/index.ts';
import { openImageStack } from '../../datasets/images/index.node.ts';
import { fib25Path } from '../support/paths.ts';

test('the image and its negative lie clearly on either side', async (t) => {
  const volume = await openImageStack(fib25Path('grayscale_maps'));
  const { ridges, membranes } = await measurePolarity(volume);
  t.diagnostic(`dark sheets: ${ridges.toFixed(3)}`);
  assert.equal(membranes, 'dark-membranes');
  assert.ok(ridges > 0.4, `${ridges}`);
  const inverted = await measurePolarity(invertVolume(volume));
  assert.equal(inverted.membranes, 'bright-membranes');
  assert.ok(inverted.ridges < -0.4);
});

test('no part of it is taken for a negative', async (t) => {
  const volume = await openImageStack(fib25Path('grayscale_maps'));
  const seen: string[] = [];
  for (const edge of [48, 100]) {
    for (let z = 0; z + edge <= 250; z += 100)
      for (let y = 0; y + edge <= 250; y += 100)
        for (let x = 0; x + edge <= 250; x += 100) {
          const part = cropVolume(volume, boxOf(xyz(x, y, z), xyz(edge, edge, edge)));
          seen.push(`${edge}: ${(await measurePolarity(part)).membranes ?? 'cannot tell'}`);
        }
  }
  const count = (what: string) => seen.filter((s) => s === what).length;
  t.diagnostic(`100^3: ${count('100: dark-membranes')} dark, ${count('100: cannot tell')} not told`);
  assert.deepEqual(
    seen.filter((s) => s.includes('bright')),
    [],
  );
  assert.ok(count('100: dark-membranes') >= 6, seen.join());
});
