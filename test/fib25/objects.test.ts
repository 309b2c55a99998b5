import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Zyx } from '../../datasets/geometry/index.ts';
import { openNpz } from '../../datasets/npy/index.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import {
  acceptObject,
  type Canvas,
  createCanvas,
  resolveOptions,
  segmentAt,
  selectObject,
} from '../../ffn/inference/index.ts';
import { fib25Path } from '../support/paths.ts';
import {
  FIB25_SHAPE,
  openPublishedNetwork,
  readJson,
  readNormalisedImage,
  readPublishedRequest,
} from './published.ts';

interface PublishedObject {
  readonly id: number;
  readonly seed_zyx: Zyx;
  readonly iters: number;
  readonly voxels: number;
}

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
let canvas: Canvas;
let published: Uint8Array;

before(async () => {
  network = await openPublishedNetwork();
  const options = resolveOptions((await readPublishedRequest()).inferenceOptions);
  canvas = createCanvas({ network, image: await readNormalisedImage(), shape: FIB25_SHAPE, options });
  const npz = openNpz(await readFile(fib25Path('published-segmentation.npz')));
  published = npz.read('segmentation').data as Uint8Array;
});
after(() => network.dispose());

function choose(objects: readonly PublishedObject[]): PublishedObject[] {
  return Object.entries(OBJECTS_BY_STEPS).flatMap(([steps, count]) =>
    objects.filter((o) => o.iters === Number(steps) && !ROUNDING_DECIDES.includes(o.id)).slice(0, count),
  );
}

/** Paints what was segmented before object `id`, and runs it. */
async function rerun({ id, seed_zyx }: PublishedObject): Promise<{ steps: number; differing: number }> {
  const { segmentation } = canvas;
  for (let i = 0; i < segmentation.length; i++) segmentation[i] = published[i] < id ? published[i] : 0;
  canvas.maxId = id - 1;
  const steps = await segmentAt(canvas, seed_zyx);
  const origin = { startZyx: seed_zyx, iters: steps, walltimeSec: 0 };
  assert.equal(acceptObject(canvas, selectObject(canvas), origin), id);
  let differing = 0;
  for (let i = 0; i < segmentation.length; i++) {
    if ((segmentation[i] === id) !== (published[i] === id)) differing++;
  }
  return { steps, differing };
}

test('small published objects, lower ids painted: the same steps and the same voxels', async (t) => {
  const { objects } = await readJson<{ objects: readonly PublishedObject[] }>('published-objects.json');
  const chosen = choose(objects);
  assert.equal(chosen.length, 12);
  for (const object of chosen) {
    const { steps, differing } = await rerun(object);
    t.diagnostic(`object ${object.id}: ${steps} steps, ${object.voxels} voxels, ${differing} differ`);
    assert.deepEqual(
      { id: object.id, steps, differing },
      { id: object.id, steps: object.iters, differing: 0 },
    );
  }
});
