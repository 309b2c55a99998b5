import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Zyx } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import { createCanvas, type InferenceEvent, resolveOptions, segmentAt } from '../../ffn/inference/index.ts';
import {
  FIB25_SHAPE,
  openPublishedNetwork,
  readJson,
  readNormalisedImage,
  readPublishedRequest,
} from './published.ts';

interface TracedStep {
  readonly position_zyx: Zyx;
  readonly voxels_at_or_above_move_threshold: number;
  readonly center_logit: number;
  readonly moves: readonly { readonly score: number; readonly offset_zyx: Zyx }[];
}

const TOLERANCE = 1e-3;
/** Voxels that may fall on the other side of the threshold, by rounding alone. */
const VOXEL_TOLERANCE = 3;

let network: FfnNetwork;
before(async () => {
  network = await openPublishedNetwork();
});
after(() => network.dispose());

const isNear = (a: number, b: number, what: string) =>
  assert.ok(Math.abs(a - b) <= TOLERANCE, `${what}: ${a}, expected ${b}`);

test('the first 12 steps of the golden object, move by move', async () => {
  const trace = await readJson<readonly TracedStep[]>('golden', 'trace.json');
  const options = resolveOptions((await readPublishedRequest()).inferenceOptions);
  const image = await readNormalisedImage();
  const canvas = createCanvas({ network, image, shape: FIB25_SHAPE, options });
  const stop = new AbortController();
  let steps = 0;

  const check = (event: InferenceEvent): void => {
    if (event.kind !== 'step') return;
    const { position, step } = event;
    const logits = event.logits!;
    const expected = trace[steps++];
    assert.deepEqual(position, expected.position_zyx, `step ${step}`);
    const strong = logits.filter((v) => v >= options.moveLogit).length;
    const difference = Math.abs(strong - expected.voxels_at_or_above_move_threshold);
    assert.ok(difference <= VOXEL_TOLERANCE, `step ${step}: ${difference} voxels at the threshold`);
    isNear(logits[(logits.length - 1) / 2], expected.center_logit, `step ${step}, centre`);
    // What the step has just put at the end of the queue.
    const { queue } = canvas.movement.getState();
    const moves = queue.slice(queue.length - expected.moves.length);
    moves.forEach(({ score, offset }, i) => {
      const wanted = expected.moves[i];
      const relative = offset.map((v, axis) => v - position[axis as 0 | 1 | 2]);
      assert.deepEqual(relative, wanted.offset_zyx, `step ${step}, move ${i}`);
      isNear(score, wanted.score, `step ${step}, move ${i}`);
    });
    if (steps === trace.length) stop.abort();
  };

  await assert.rejects(segmentAt(canvas, trace[0].position_zyx, { signal: stop.signal, onEvent: check }), {
    name: 'AbortedError',
  });
  assert.equal(steps, 12);
});
