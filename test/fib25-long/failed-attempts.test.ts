/** The published run's attempts that came to nothing, among its objects, which are painted rather than run. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { zyx } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import {
  type Canvas,
  createSeedPolicy,
  type InferenceEvent,
  isValidPos,
  type SeedPolicy,
  segmentAll,
} from '../../ffn/inference/index.ts';
import { openPublishedNetwork } from '../fib25/published.ts';
import {
  openPublishedCanvas,
  type PublishedObject,
  readPublishedLabels,
  readPublishedObjects,
} from '../fib25/rerun.ts';

let network: FfnNetwork;
before(async () => {
  network = await openPublishedNetwork();
});
after(() => network.dispose());

/** Hands on the seeds of PolicyPeaks, but paints an object where one was found. */
function paintObjects(
  canvas: Canvas,
  objects: readonly PublishedObject[],
  published: Uint8Array,
): SeedPolicy & { painted: number } {
  const { image, shape, segmentation, margin, restrictor } = canvas;
  const peaks = createSeedPolicy('PolicyPeaks', {
    image,
    shape,
    segmentation,
    margin,
    restrictor,
    voxelSize: zyx(1, 1, 1),
  });
  const idOf = new Map(objects.map(({ id, seed_zyx }) => [seed_zyx.join(), id]));
  return {
    ...peaks,
    painted: 0,
    next() {
      for (;;) {
        const pos = peaks.next();
        const id = pos && idOf.get(pos.join());
        if (!pos || id === undefined) return pos;
        assert.ok(isValidPos(canvas, pos, true), `the seed of object ${id} is free`);
        for (let i = 0; i < published.length; i++) if (published[i] === id) segmentation[i] = id;
        this.painted++;
      }
    },
  };
}

test('263 failed attempts take 530 steps, 60 of them end with a weak seed', async (t) => {
  const canvas = await openPublishedCanvas(network);
  const seeds = paintObjects(canvas, await readPublishedObjects(), await readPublishedLabels());
  const ends: Record<string, number> = {};
  const onEvent = (event: InferenceEvent): void => {
    if (event.kind !== 'object' && event.kind !== 'rejected') return;
    const end = event.kind === 'object' ? 'accepted' : event.reason;
    ends[end] = (ends[end] ?? 0) + 1;
  };
  await segmentAll(canvas, seeds, { onEvent });
  const { counters } = canvas;
  t.diagnostic(JSON.stringify({ ends, ...counters.toJSON() }));
  assert.equal(seeds.painted, 254);
  assert.deepEqual(ends, { weak: 133, small: 130 });
  // Published: 517 attempts, 254 of them objects; 25,799 steps, 25,269 of them in objects.
  assert.equal(counters.get('segment_at-loop-calls'), 517 - 254);
  assert.equal(counters.get('update_at-calls'), 25_799 - 25_269);
  assert.equal(counters.get('seed_got_too_weak'), 60);
});
