import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import { openPublishedNetwork } from './published.ts';
import {
  openPublishedCanvas,
  type PublishedObject,
  readPublishedLabels,
  readPublishedObjects,
  rerun,
} from './rerun.ts';

/** How many objects of each number of steps are run: 12 objects, 49 steps. */
const OBJECTS_BY_STEPS: Readonly<Record<number, number>> = {
  1: 3,
  2: 2,
  3: 1,
  4: 1,
  5: 1,
  6: 1,
  7: 1,
  8: 1,
  9: 1,
};

/** Objects where another float32 implementation differs by rounding (spec/ffn.md 2.18). */
const ROUNDING_DECIDES = [47, 124];

let network: FfnNetwork;
before(async () => {
  network = await openPublishedNetwork();
});
after(() => network.dispose());

function choose(objects: readonly PublishedObject[]): PublishedObject[] {
  return Object.entries(OBJECTS_BY_STEPS).flatMap(([steps, count]) =>
    objects.filter((o) => o.iters === Number(steps) && !ROUNDING_DECIDES.includes(o.id)).slice(0, count),
  );
}

test('small published objects, lower ids painted: the same steps and the same voxels', async (t) => {
  const chosen = choose(await readPublishedObjects());
  assert.equal(chosen.length, 12);
  const canvas = await openPublishedCanvas(network);
  const published = await readPublishedLabels();
  for (const object of chosen) {
    const { steps, differing } = await rerun(canvas, published, object);
    t.diagnostic(`object ${object.id}: ${steps} steps, ${object.voxels} voxels, ${differing} differ`);
    assert.deepEqual(
      { id: object.id, steps, differing },
      { id: object.id, steps: object.iters, differing: 0 },
    );
  }
});
