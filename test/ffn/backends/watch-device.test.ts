/** The software adapter's device is destroyed at chosen moments of a run. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { volumeOf, type Zyx } from '../../../datasets/geometry/index.ts';
import { createWebgpuNetwork, DeviceLostError, type FfnNetwork } from '../../../ffn/backends/index.ts';
import {
  createCanvas,
  type InferenceEvent,
  parseInferenceOptions,
  type Restrictor,
  resolveOptions,
  segmentAll,
  UNRESTRICTED,
} from '../../../ffn/inference/index.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../../ffn/kernels/index.ts';
import { createRandom, randomArray } from '../../support/random-network.ts';
import { WALK_CASES, walkWeights } from '../../support/walk-cases.ts';

const [{ config, shape }] = WALK_CASES;
const weights = walkWeights(config);
/** Cheap to compile. */
const TILE = { positions: 2, outQuads: 1, threads: 32 };

const openSoftware = async () => openDevice({ gpu: (await createNodeGpu({ software: true })).gpu });

/** The n-th command encoder of this label, counted from 1, finds the device gone. */
interface Moment {
  readonly label: 'steps' | 'canvas read back' | 'evaluation';
  readonly at: number;
}

function destroyAt(opened: ComputeDevice, { label, at }: Moment): ComputeDevice {
  const { device } = opened;
  const create = device.createCommandEncoder.bind(device);
  let count = 0;
  device.createCommandEncoder = (descriptor) => {
    if (descriptor?.label === label && ++count === at) device.destroy();
    return create(descriptor);
  };
  return opened;
}

/** The first devices are lost at these moments, those after them stay. */
async function openFragile(
  moments: readonly Moment[],
): Promise<{ network: FfnNetwork; devices: () => number }> {
  let opened = 0;
  const reopen = async () => {
    const device = await openSoftware();
    const moment = moments[opened++];
    return moment ? destroyAt(device, moment) : device;
  };
  const network = await createWebgpuNetwork(config, weights, { device: await reopen(), reopen, tile: TILE });
  return { network, devices: () => opened };
}

const OPTIONS = resolveOptions(
  parseInferenceOptions(`init_activation: 0.95 pad_value: 0.05 move_threshold: 0.4 segment_threshold: 0.3
    min_boundary_dist { x: 0 y: 0 z: 0 } min_segment_size: 3`),
);

/** No field of view is centred in the middle: two objects, one on each side. */
const WALL: Restrictor = { ...UNRESTRICTED, isValidPos: ([, , x]) => x < 10 || x > 12 };
const SEEDS: readonly Zyx[] = [
  [5, 6, 4],
  [5, 6, 11],
  [5, 6, 18],
  [3, 3, 17],
];

/** What a run left and told, but for the times it took. */
async function segmentRandom(network: FfnNetwork) {
  const image = randomArray(volumeOf(shape), createRandom(9), 2);
  const canvas = createCanvas({ network, image, shape, options: OPTIONS, restrictor: WALL });
  const events: InferenceEvent[] = [];
  let index = 0;
  const seeds = { next: () => SEEDS[index++], getState: () => ({ coords: null, index }), setState() {} };
  await segmentAll(canvas, seeds, { onEvent: (event) => events.push(event) });
  return {
    segmentation: canvas.segmentation,
    overlaps: canvas.overlaps,
    starts: [...canvas.origins].map(([id, { startZyx, iters }]) => [id, startZyx, iters]),
    counters: Object.entries(canvas.counters.toJSON()).filter(([name]) => !name.endsWith('-ms')),
    events: events.filter(({ kind }) => kind !== 'device-lost'),
    losses: events.filter(({ kind }) => kind === 'device-lost').length,
  };
}

let undisturbed: Awaited<ReturnType<typeof segmentRandom>>;
before(async () => {
  const { network } = await openFragile([]);
  undisturbed = await segmentRandom(network);
  await network.dispose();
  assert.ok(undisturbed.starts.length >= 2 && undisturbed.events.length > 60, `${undisturbed.starts}`);
});

for (const [name, moments] of Object.entries({
  'as the first object begins': [{ label: 'steps', at: 1 }],
  'in the middle of an object': [{ label: 'steps', at: 4 }],
  'when its logits are read back': [{ label: 'canvas read back', at: 2 }],
  'twice while one object grows, and again later': [
    { label: 'steps', at: 4 },
    { label: 'steps', at: 1 },
    { label: 'canvas read back', at: 2 },
  ],
} satisfies Record<string, readonly Moment[]>)) {
  test(`a device lost ${name}: a new one goes on, and the run is the same`, async () => {
    const { network, devices } = await openFragile(moments);
    assert.deepEqual(await segmentRandom(network), { ...undisturbed, losses: moments.length });
    assert.equal(devices(), moments.length + 1);
    await network.dispose();
  });
}

test('a device lost three times while one object grows is given up, saying why and what to do', async () => {
  const { network, devices } = await openFragile(Array(9).fill({ label: 'steps', at: 1 }));
  await assert.rejects(segmentRandom(network), (error) => {
    assert.ok(isFloodlightError(error, 'transient'));
    assert.match(error.message, /webgpu \(google swiftshader.*3 losses in a row in a canvas of 11 x 13 x 23/);
    assert.match(error.message, /device lost.*smaller --subvolume, or --device cpu/);
    return true;
  });
  assert.equal(devices(), 3);
  await network.dispose();
});

test('without a way to open another device the loss is the error', async () => {
  const device = destroyAt(await openSoftware(), { label: 'evaluation', at: 1 });
  const network = await createWebgpuNetwork(config, weights, { device, tile: TILE });
  const fov = new Float32Array(volumeOf(config.fovSize));
  await assert.rejects(network.predict(fov, fov, 1), DeviceLostError);
  assert.equal(network.renew, undefined);
  await network.dispose();
});

test('an evaluation on the host asks a new device, and gets the same bits', async () => {
  const { network } = await openFragile([{ label: 'evaluation', at: 2 }]);
  const image = Float32Array.from({ length: volumeOf(config.fovSize) }, (_, i) => Math.sin(i));
  const first = await network.predict(image, image, 1);
  const error = await network.predict(image, image, 1).then(
    () => assert.fail('the device was gone'),
    (loss: unknown) => loss,
  );
  assert.ok(await network.renew!(error));
  assert.ok(await network.renew!(error), 'a second walk that lost the same device has nothing to make');
  assert.equal(await network.renew!(new RangeError('a defect')), false);
  assert.deepEqual(await network.predict(image, image, 1), first);
  await network.dispose();
  assert.equal(await network.renew!(error), false, 'nothing is opened after the end');
});
