/** Kernels beyond rank 4 on TensorFlow.js's WebGPU backend, against plain indices. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-core';
import { createTfjsEngine, type TfjsEngine } from '../../../ffn/backends/tfjs-engine.ts';
import { loadTfjs, type Tfjs } from '../../../ffn/backends/tfjs-library.ts';
import type { ComputeDevice } from '../../../ffn/kernels/index.ts';
import { createRandom, randomArray } from '../../support/random-network.ts';
import { openSoftware } from '../../support/tfjs/open-software.ts';

const SHAPE = [2, 3, 5, 7, 2];
const values = randomArray(2 * 3 * 5 * 7 * 2, createRandom(8));

let tfjs: Tfjs;
let opened: ComputeDevice;
let engine: TfjsEngine;

before(async () => {
  tfjs = await loadTfjs();
  // Small tensors would be left to the CPU.
  tfjs.core.env().set('WEBGPU_CPU_FORWARD', false);
  opened = await openSoftware();
  engine = createTfjsEngine(tfjs, opened);
});
after(async () => {
  await engine.dispose(() => {});
  opened.device.destroy();
});

/** @param at gives the value at an index of the result; indices are those of SHAPE's axes. */
async function check(
  body: (x: Tensor) => Tensor,
  shape: readonly number[],
  at: (index: readonly number[]) => number,
): Promise<void> {
  const { core } = tfjs;
  const tensors = core.memory().numTensors;
  const buffers = core.memory().numDataBuffers;
  const seen = await engine.run('test', true, async () => {
    const result = core.tidy(() => body(core.tensor(values, SHAPE)));
    const data = Float32Array.from(await result.data());
    result.dispose();
    return { shape: result.shape, data };
  });
  assert.deepEqual(seen.shape, shape);
  seen.data.forEach((v, flat) => {
    const index = shape.map((size, axis) => {
      const below = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
      return Math.floor(flat / below) % size;
    });
    assert.equal(v, at(index), `[${index}]`);
  });
  assert.equal(core.memory().numTensors, tensors);
  assert.equal(core.memory().numDataBuffers, buffers);
}

const valueAt = (index: readonly number[]): number =>
  values[index.reduce((flat, i, axis) => flat * SHAPE[axis]! + i, 0)]!;

test('Tile repeats axes, some, all or none', async () => {
  for (const reps of [
    [1, 2, 1, 3, 1],
    [2, 2, 2, 2, 2],
    [1, 1, 1, 1, 1],
  ]) {
    const shape = SHAPE.map((size, axis) => size * reps[axis]!);
    await check(
      (x) => tfjs.core.tile(x, reps),
      shape,
      (index) => valueAt(index.map((i, axis) => i % SHAPE[axis]!)),
    );
  }
});

test('PadV2 adds a border of a constant, wider on one side', async () => {
  const paddings: [number, number][] = [
    [0, 0],
    [1, 2],
    [0, 1],
    [3, 0],
    [0, 0],
  ];
  const shape = SHAPE.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
  await check(
    (x) => tfjs.core.pad(x, paddings, -2.5),
    shape,
    (index) => {
      const source = index.map((i, axis) => i - paddings[axis]![0]);
      return source.every((i, axis) => i >= 0 && i < SHAPE[axis]!) ? valueAt(source) : -2.5;
    },
  );
});

test('Select takes from one or the other', async () => {
  await check(
    (x) => tfjs.core.where(tfjs.core.greater(x, 0.25), x, tfjs.core.neg(x)),
    SHAPE,
    (index) => (valueAt(index) > 0.25 ? valueAt(index) : -valueAt(index)),
  );
});
