/** The kernels around the convolutions against their slow twins, two slots, sizes that differ per axis. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { volumeOf, type Zyx } from '../../../datasets/geometry/index.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import {
  BufferPool,
  type ComputeDevice,
  createStorage,
  encodeDispatches,
  GATHER,
  HEAD,
  type Kernel,
  minStrongCount,
  openDevice,
  paddedGrid,
  prepareDispatch,
  readBack,
  SCATTER,
  SLOT_WORDS,
  type UniformValues,
  voxelWorkgroups,
} from '../../../ffn/kernels/index.ts';
import { gather, head, scatter } from '../../../ffn/reference/index.ts';
import { createRandom, randomArray } from '../../support/random-network.ts';

const SHAPE: Zyx = [7, 11, 13];
const SIZE: Zyx = [3, 5, 7];
/** Apart: two fields of view of one canvas. */
const STARTS: readonly Zyx[] = [
  [0, 1, 2],
  [4, 6, 6],
];
const [SIZE_Z, SIZE_Y, SIZE_X] = SIZE;
const SIZES = {
  sizeZ: SIZE_Z,
  sizeY: SIZE_Y,
  sizeX: SIZE_X,
  strideZ: SHAPE[1] * SHAPE[2],
  strideY: SHAPE[2],
};
const GRID = paddedGrid(SIZE, 2);
const flat = ([z, y, x]: Zyx) => (z * SHAPE[1] + y) * SHAPE[2] + x;

let opened: ComputeDevice;
before(async () => {
  opened = await openDevice({ gpu: (await createNodeGpu({ software: true })).gpu });
});
after(() => opened.device.destroy());

function slotWords(strong: number): Uint32Array {
  const words = new Uint32Array(2 * SLOT_WORDS);
  STARTS.forEach((start, i) => {
    words.set([1, flat(start), flat(start), strong], i * SLOT_WORDS);
  });
  return words;
}

/** Half of it unseen. */
function randomCanvas(): Float32Array {
  const random = createRandom(3);
  return randomArray(volumeOf(SHAPE), random, 3).map((v) => (random() < 0 ? Number.NaN : v));
}

async function run<U extends UniformValues<U>>(
  kernel: Kernel<U>,
  uniforms: U,
  contents: readonly (Float32Array | Uint32Array)[],
): Promise<Float32Array[]> {
  const { device } = opened;
  const pool = new BufferPool();
  const buffers = contents.map((content, i) => pool.keep(createStorage(device, `buffer ${i}`, content)));
  const [inputs, outputs] = [buffers.slice(0, kernel.inputs.length), buffers.slice(kernel.inputs.length)];
  const workgroups = voxelWorkgroups(GRID);
  const dispatch = await prepareDispatch({ device, pool }, kernel, uniforms, { inputs, outputs, workgroups });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  encodeDispatches(pass, [dispatch]);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const results = await Promise.all(outputs.map((buffer) => readBack(device, buffer)));
  pool.destroy();
  return results;
}

test('gather: both slots, exactly, and nothing on the borders', async () => {
  const image = randomArray(volumeOf(SHAPE), createRandom(1));
  const canvas = randomCanvas();
  const padLogit = -2.5;
  const contents = [slotWords(0), image, canvas, new Float32Array(4 * GRID.quadLength)];
  const [output] = await run(GATHER, { ...SIZES, padLogit }, contents);
  const seen: number[] = [];
  let rest = 0;
  for (let i = 0; i < output.length; i += 4) {
    const [row, plane] = [SIZE_X + 1, (SIZE_X + 1) * (SIZE_Y + 1)];
    const position = i / 4 - plane - row - 1;
    const x = position % row;
    const y = Math.floor((position % plane) / row);
    const z = Math.floor((position % GRID.slotPositions) / plane);
    const isInside = position >= 0 && position < GRID.positions && x < SIZE_X && y < SIZE_Y && z < SIZE_Z;
    if (isInside) seen.push(output[i], output[i + 1]);
    else rest += Math.abs(output[i]) + Math.abs(output[i + 1]);
  }
  const expected = STARTS.flatMap((start) => [
    ...gather({ image, canvas, shape: SHAPE, start, size: SIZE, padLogit }),
  ]);
  assert.deepEqual(seen, expected);
  assert.equal(rest, 0);
});

for (const [name, discoSeedThreshold] of [
  ['by default', 0],
  ['by a share that is not reached', 0.99],
  ['off', -1],
] as const) {
  test(`scatter: canvas and logits, exactly; the disconnected-seed rule ${name}`, async () => {
    const canvas = randomCanvas();
    const logits = randomArray(2 * GRID.voxels, createRandom(5), 3);
    const moveLogit = 2;
    const expectedCanvas = canvas.slice();
    const expected = STARTS.flatMap((start, i) => {
      const part = logits.slice(i * GRID.voxels, (i + 1) * GRID.voxels);
      const place = { canvas: expectedCanvas, shape: SHAPE, start, size: SIZE };
      return [...scatter({ logits: part, ...place, moveLogit, discoSeedThreshold })];
    });
    // Both halves have some voxels above, and not 99 in 100.
    const strong = logits.slice(0, GRID.voxels).filter((v) => v >= moveLogit).length;
    assert.ok(strong > 0);
    const uniforms = { ...SIZES, minStrong: minStrongCount(discoSeedThreshold, GRID.voxels) };
    const [written, after] = await run(SCATTER, uniforms, [slotWords(strong), logits, canvas]);
    assert.deepEqual([...written], expected);
    assert.deepEqual(after, expectedCanvas);
  });
}

test('head: logits within 1e-5, and the voxels at or above the move threshold counted in each slot', async () => {
  const [channels, quads, moveLogit] = [6, 2, 1];
  const random = createRandom(8);
  const voxels = 2 * GRID.voxels;
  const [trunk, seed] = [randomArray(voxels * channels, random), randomArray(voxels, random, 3)];
  const [weights, bias] = [randomArray(channels, random), 0.25];
  const padded = new Float32Array(4 * quads * GRID.quadLength);
  const input = new Float32Array(4 * GRID.quadLength);
  for (let voxel = 0; voxel < voxels; voxel++) {
    const [slot, v] = [Math.floor(voxel / GRID.voxels), voxel % GRID.voxels];
    const [z, y, x] = [Math.floor(v / (SIZE_Y * SIZE_X)), Math.floor(v / SIZE_X) % SIZE_Y, v % SIZE_X];
    const at = ((slot * (SIZE_Z + 1) + z + 1) * (SIZE_Y + 1) + y + 1) * (SIZE_X + 1) + x + 1;
    input[4 * at + 1] = seed[voxel];
    for (let c = 0; c < channels; c++) {
      padded[((c >> 2) * GRID.quadLength + at) * 4 + (c & 3)] = trunk[voxel * channels + c];
    }
  }
  const packed = new Float32Array(4 * (quads + 1));
  packed.set(weights);
  packed[4 * quads] = bias;
  const uniforms = {
    sizeZ: SIZE_Z,
    sizeY: SIZE_Y,
    sizeX: SIZE_X,
    quads,
    quadLength: GRID.quadLength,
    moveLogit,
  };
  const contents = [padded, input, packed, slotWords(0), new Float32Array(voxels)];
  const [slots, logits] = await run(HEAD, uniforms, contents);
  const expected = head({ trunk, seed, weights, bias });
  const worst = expected.reduce((most, v, i) => Math.max(most, Math.abs(v - logits[i])), 0);
  assert.ok(worst < 1e-5, `${worst}`);
  const words = new Uint32Array(slots.buffer);
  for (const slot of [0, 1]) {
    const own = logits.slice(slot * GRID.voxels, (slot + 1) * GRID.voxels);
    assert.equal(words[slot * SLOT_WORDS + 3], own.filter((v) => v >= moveLogit).length);
  }
});
