/** Every published object of at most 60 steps, each with the published objects before it on the canvas. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import { openPublishedNetwork } from '../fib25/published.ts';
import { openPublishedCanvas, readPublishedLabels, readPublishedObjects, rerun } from '../fib25/rerun.ts';

const MAX_STEPS = 60;
/** Rounding may decide the rest: another float32 implementation got 244 of 246 (spec/ffn.md 2.18). */
const MIN_SHARE = 0.98;

let network: FfnNetwork;
before(async () => {
  network = await openPublishedNetwork();
});
after(() => network.dispose());

test('published objects of at most 60 steps: the same steps, voxel for voxel', async (t) => {
  const objects = (await readPublishedObjects()).filter((object) => object.iters <= MAX_STEPS);
  assert.equal(objects.length, 207);
  const canvas = await openPublishedCanvas(network);
  const published = await readPublishedLabels();
  let identical = 0;
  for (const object of objects) {
    const { steps, voxels, differing } = await rerun(canvas, published, object);
    if (steps === object.iters && differing === 0) identical++;
    else {
      t.diagnostic(
        `object ${object.id}: ${steps} steps for ${object.iters}, ${voxels} voxels for ${object.voxels}, ${differing} differ`,
      );
    }
  }
  t.diagnostic(
    `${identical} of ${objects.length} identical, ${canvas.counters.get('update_at-calls')} steps`,
  );
  assert.ok(identical / objects.length >= MIN_SHARE, `${identical} of ${objects.length}`);
});
