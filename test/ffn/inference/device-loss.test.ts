/** A stand-in for a network on a device: it walks on the host behind the interface, and is lost when it is told to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFloodlightError, TransientError } from '../../../datasets/errors.ts';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import type { DeviceLoop, FfnNetwork, LoopInput } from '../../../ffn/backends/index.ts';
import { createCanvas, type InferenceEvent, segmentAll, segmentAt } from '../../../ffn/inference/index.ts';
import { brightBoxes, OPTIONS, stubNetwork } from './stub-network.ts';

const SHAPE: Zyx = [9, 9, 25];
const IMAGE = brightBoxes(SHAPE, [
  [
    [3, 3, 2],
    [6, 6, 9],
  ],
  [
    [3, 3, 16],
    [6, 6, 23],
  ],
]);
const SEEDS: readonly Zyx[] = [
  [4, 4, 4],
  [4, 4, 18],
];

type Call = 'open' | 'grow' | 'logits' | 'predict';

interface Plan {
  /** The n-th call of each kind that fails, counted from 1 over all devices. */
  readonly lost: Partial<Record<Call, readonly number[]>>;
  /** Attempts to get a new device that fail, from the first on. */
  readonly failingRenewals?: number;
  readonly withoutLoop?: boolean;
}

function fragileNetwork({ lost, failingRenewals = 0, withoutLoop = false }: Plan) {
  const host = stubNetwork();
  const counts: Record<Call, number> = { open: 0, grow: 0, logits: 0, predict: 0 };
  const renewals: unknown[] = [];
  const count = (call: Call): void => {
    counts[call]++;
    if (!lost[call]?.includes(counts[call])) return;
    throw new TransientError({
      subject: `GPU, ${call}`,
      expected: 'a device that stays',
      got: 'device lost',
    });
  };
  const network: FfnNetwork = {
    ...host,
    device: 'a stand-in',
    async predict(image, seed, batch) {
      count('predict');
      return host.predict(image, seed, batch);
    },
    async renew(error) {
      renewals.push(error);
      if (renewals.length <= failingRenewals) throw new RangeError('no adapter yet');
      return true;
    },
  };
  const openLoop = async (input: LoopInput) => {
    count('open');
    return hostLoop(input, host, count);
  };
  return { network: withoutLoop ? network : { ...network, openLoop }, renewals, counts };
}

/** Walks by `segmentAt` on a canvas of its own. */
function hostLoop(input: LoopInput, network: FfnNetwork, count: (call: Call) => void): DeviceLoop {
  const canvas = createCanvas({ network, image: input.image, shape: input.shape, options: OPTIONS });
  canvas.segmentation.set(input.segmentation);
  return {
    async grow(start, hooks = {}) {
      const steps = await segmentAt(canvas, start, {
        onEvent(event) {
          if (event.kind === 'step') hooks.onSteps?.([{ position: event.position, centreLogit: 0 }]);
        },
      });
      count('grow');
      const { minPos, maxPos } = canvas;
      const skipped = { threshold: 0, invalid: 0, restricted: 0 };
      return { steps, ended: 'no moves left', minPos, maxPos, skipped };
    },
    async readLogits(_slab, into) {
      count('logits');
      into.set(canvas.seed);
    },
    readMoves: async () => ({ queue: [], doneCells: [] }),
    writeSegmentation: (_slab, segmentation) => canvas.segmentation.set(segmentation),
    dispose() {},
  };
}

async function run(plan: Plan) {
  const { network, renewals, counts } = fragileNetwork(plan);
  const canvas = createCanvas({ network, image: IMAGE, shape: SHAPE, options: OPTIONS });
  const events: InferenceEvent[] = [];
  let index = 0;
  const seeds = { next: () => SEEDS[index++], getState: () => ({ coords: null, index }), setState() {} };
  await segmentAll(canvas, seeds, { onEvent: (event) => events.push(event) });
  return {
    segmentation: canvas.segmentation,
    steps: events.filter(({ kind }) => kind === 'step'),
    objects: events.filter(({ kind }) => kind === 'object'),
    counters: Object.entries(canvas.counters.toJSON()).filter(([name]) => !name.endsWith('-ms')),
    told: events.filter(({ kind }) => kind === 'device-lost').length,
    renewals: renewals.length,
    counts,
  };
}

for (const [name, lost] of Object.entries({
  'as the canvas is opened': { open: [1] },
  'after the last step of the second object': { grow: [2] },
  'before its logits are here': { logits: [1] },
  'twice in one object, and twice in the next': { grow: [1, 2, 4], logits: [2] },
} satisfies Record<string, Plan['lost']>)) {
  test(`a device lost ${name}: the same objects, steps and counters`, async () => {
    const [actual, expected] = [await run({ lost }), await run({ lost: {} })];
    const losses = Object.values(lost).flat().length;
    assert.equal(expected.objects.length, 2);
    for (const key of ['segmentation', 'steps', 'objects', 'counters'] as const)
      assert.deepEqual(actual[key], expected[key], key);
    assert.deepEqual([actual.told, actual.renewals], [losses, losses]);
  });
}

test('where the walk is on the host, only the evaluation is made again', async () => {
  const plan = { lost: { predict: [3, 4] }, withoutLoop: true };
  const [actual, expected] = [await run(plan), await run({ lost: {}, withoutLoop: true })];
  assert.deepEqual(actual.segmentation, expected.segmentation);
  assert.deepEqual(actual.counters, expected.counters);
  assert.equal(actual.counts.predict, expected.counts.predict + 2);
  assert.equal(actual.told, 2);
});

test('a new device that is not there yet is asked for again', async () => {
  const { objects, renewals, told } = await run({ lost: { grow: [1] }, failingRenewals: 1 });
  assert.deepEqual([objects.length, renewals, told], [2, 2, 2]);
});

for (const [name, plan] of Object.entries({
  'three losses of one object': { lost: { grow: [1, 2, 3] } },
  'one loss and no new device': { lost: { grow: [2] }, failingRenewals: 9 },
} satisfies Record<string, Plan>)) {
  test(`${name} end the run, saying what happened and what to do`, async () => {
    await assert.rejects(run(plan), (error) => {
      assert.ok(isFloodlightError(error, 'transient'));
      assert.match(
        error.message,
        /^a stand-in: expected a GPU that stays while one object grows, got 3 losses/,
      );
      assert.match(
        error.message,
        /canvas of 9 x 9 x 25 voxels.*(device lost|no adapter yet).*smaller --subvolume/,
      );
      return true;
    });
  });
}
