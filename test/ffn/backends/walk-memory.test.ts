import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from 'webgpu';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { volumeOf, xyz, type Zyx } from '../../../datasets/geometry/index.ts';
import { createWebgpuNetwork, type LoopInput } from '../../../ffn/backends/index.ts';
import { assertWalkFits, explainOutOfMemory, walkMemory } from '../../../ffn/backends/walk-memory.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { openDevice } from '../../../ffn/kernels/index.ts';
import type { ConvStack3DConfig } from '../../../ffn/model/index.ts';
import { randomWeights } from '../../support/random-network.ts';

const FIB25: ConvStack3DConfig = { depth: 12, fovSize: xyz(33, 33, 33), deltas: xyz(8, 8, 8), features: 32 };
const DELTAS: Zyx = [8, 8, 8];
const limits = (bytes: number) => ({ maxBufferSize: 2 * bytes, maxStorageBufferBindingSize: bytes });

const TINY: ConvStack3DConfig = {
  depth: 2,
  features: [3, 5, 4, 5],
  fovSize: xyz(7, 5, 3),
  deltas: xyz(2, 1, 1),
};
const TILE = { positions: 2, outQuads: 1, threads: 32 };

function loopInput(shape: Zyx): LoopInput {
  return {
    shape,
    image: new Float32Array(volumeOf(shape)),
    segmentation: new Int32Array(volumeOf(shape)),
    restricted: new Uint8Array(volumeOf(shape)),
    deltas: [1, 1, 2],
    scoreLogit: 0,
    initLogit: 3,
    padLogit: -3,
    moveLogit: 0,
    discoSeedThreshold: 0,
  };
}

const open = async () => openDevice({ gpu: (await createNodeGpu({ software: true })).gpu });

/** GPUBufferUsage.STORAGE. */
const STORAGE = 0x80;

/** Takes float16 and matrices, and computes nothing. */
const nullGpu = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);

const MEMORY_CASES = [
  { name: 'plain threads', config: TINY, tile: TILE, gpu: undefined },
  { name: 'plain threads, float16', config: TINY, tile: { ...TILE, isHalf: true }, gpu: nullGpu },
  ...[true, false].map((isSplit) => ({
    name: `matrix units, ${isSplit ? 'two float16' : 'one'}`,
    config: { ...TINY, features: 16 },
    tile: { tiles: 2, subgroups: 4, isSplit },
    gpu: nullGpu,
  })),
];

for (const { name, config, tile, gpu } of MEMORY_CASES) {
  test(`what is said to be needed is what a device is asked for: ${name}`, async () => {
    const opened = gpu ? await openDevice({ gpu }) : await open();
    const network = await createWebgpuNetwork(config, randomWeights(config, 1), { device: opened, tile });
    const { device } = opened;
    const createBuffer = device.createBuffer.bind(device);
    let bytes = 0;
    device.createBuffer = (descriptor) => {
      if (descriptor.usage & STORAGE) bytes += descriptor.size;
      return createBuffer(descriptor);
    };
    const input = loopInput([9, 11, 13]);
    const loop = await network.openLoop!(input);
    assert.equal(bytes, walkMemory(config, { ...input, tile }).totalBytes);
    loop.dispose();
    await network.dispose();
  });
}

test('the published network in a canvas of 500^3: 1.5 GB and a few MB', () => {
  const { totalBytes, canvas } = walkMemory(FIB25, { shape: [500, 500, 500], deltas: DELTAS });
  assert.equal(canvas['image'], 500_000_000);
  assert.ok(totalBytes > 1.5e9 && totalBytes < 1.53e9, `${totalBytes}`);
});

test('a canvas beyond the limits of a device is refused, with a subvolume that fits', () => {
  const walk = { shape: [500, 600, 700] as Zyx, deltas: DELTAS };
  assertWalkFits(FIB25, walk, limits(840_000_000));
  assert.throws(
    () => assertWalkFits(FIB25, walk, limits(839_999_999)),
    (error) => {
      assert.ok(isFloodlightError(error, 'too-large'));
      assert.match(error.message, /canvas of 700 x 600 x 500 voxels.*at most 840 MB/);
      assert.match(
        error.message,
        /got 840 MB for the image, 25\d\d MB in all.*--subvolume: 590,590,590 fits/,
      );
      return true;
    },
  );
  assertWalkFits(FIB25, { ...walk, shape: [590, 590, 590] }, limits(839_999_999));
  assert.throws(() => assertWalkFits(FIB25, { ...walk, shape: [600, 600, 600] }, limits(839_999_999)));
});

test('where steps of one voxel make moves the largest, the subvolume that is named fits them', () => {
  const walk = { shape: [200, 200, 200] as Zyx, deltas: [1, 1, 1] as Zyx };
  assert.throws(() => assertWalkFits(FIB25, walk, limits(128 * 2 ** 20)), {
    message: /for the moves, .*--subvolume: 170,170,170 fits/,
  });
  assertWalkFits(FIB25, { ...walk, shape: [170, 170, 170] }, limits(128 * 2 ** 20));
});

test('a network that no subvolume makes fit is sent to the CPU', () => {
  const walk = { shape: [100, 100, 100] as Zyx, deltas: DELTAS };
  assert.throws(() => assertWalkFits(FIB25, walk, limits(1_000_000)), { message: /take --device cpu/ });
});

test('a device that refuses a buffer of the canvas: nothing is kept, and the error says how much it was', async () => {
  const opened = await open();
  const network = await createWebgpuNetwork(TINY, randomWeights(TINY, 1), { device: opened, tile: TILE });
  const { device } = opened;
  const kept: GPUBuffer[] = [];
  const pop = device.popErrorScope.bind(device);
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    kept.push(buffer);
    buffer.destroy = () => {
      kept.splice(kept.indexOf(buffer), 1);
      return destroy();
    };
    return buffer;
  };
  // The scopes end in the order validation, internal, out-of-memory. Real exhaustion would take this machine with it.
  let scopes = 0;
  device.popErrorScope = async () => {
    const error = await pop();
    return ++scopes === 3 ? ({ message: 'allocation failed' } as GPUError) : error;
  };
  await assert.rejects(network.openLoop!(loopInput([9, 11, 13])), {
    name: 'TooLargeError',
    message:
      /13 x 11 x 9 voxels on WebGPU: expected \d+ kB of free GPU memory, got less \(.*allocation failed.*--subvolume: 8,8,8/,
  });
  assert.ok(scopes === 3 && kept.length === 0, `${kept.length} buffers left`);
  await network.dispose();
});

test('errors of other kinds stay what they are', () => {
  const error = new RangeError('a defect');
  const memory = walkMemory(TINY, { shape: [9, 9, 9], deltas: [1, 1, 1] });
  assert.equal(explainOutOfMemory(error, memory, [9, 9, 9]), error);
});
