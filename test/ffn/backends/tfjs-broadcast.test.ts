/** Broadcasts of rank 5 and 6 on TensorFlow.js's WebGPU backend, against loops over all indices. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-core';
import { collapseBroadcast } from '../../../ffn/backends/tfjs-broadcast.ts';
import { createTfjsEngine } from '../../../ffn/backends/tfjs-engine.ts';
import { loadTfjs } from '../../../ffn/backends/tfjs-library.ts';
import { createRandom, randomArray } from '../../support/random-network.ts';
import { openSoftware } from '../../support/tfjs/open-software.ts';

const SHAPES: readonly (readonly [name: string, a: readonly number[], b: readonly number[]])[] = [
  ['a bias', [2, 11, 13, 7, 3], [3]],
  ['a number', [2, 3, 11, 7, 5], []],
  ['on the left', [5], [2, 11, 13, 3, 5]],
  ['a factor for each field of view', [3, 5, 7, 11, 2], [3, 1, 1, 1, 1]],
  ['a plane', [2, 3, 13, 11, 5], [1, 1, 13, 11, 1]],
  ['both ways', [2, 1, 13, 1, 7], [1, 11, 1, 5, 7]],
  ['axes of both kinds in turn, all five', [3, 1, 7, 1, 5], [1, 11, 1, 13, 5]],
  ['six axes in turn', [3, 1, 5, 1, 7, 1], [1, 2, 1, 11, 1, 3]],
  ['alike', [2, 3, 5, 7, 11], [2, 3, 5, 7, 11]],
];

type Operation = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'squaredDifference' | 'prelu' | 'greater';

const OPERATIONS: Readonly<Record<Operation, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: Math.max,
  squaredDifference: (a, b) => (a - b) ** 2,
  prelu: (a, b) => (a < 0 ? a * b : a),
  greater: (a, b) => Number(a > b),
};

interface Operand {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Where an index of the result lies in an operand. */
function valueAt({ shape, data }: Operand, index: readonly number[]): number {
  let flat = 0;
  shape.forEach((size, axis) => {
    const at = index[index.length - shape.length + axis]!;
    flat = flat * size + (size === 1 ? 0 : at);
  });
  return data[flat]!;
}

function expected(a: Operand, b: Operand, operation: (a: number, b: number) => number) {
  const rank = Math.max(a.shape.length, b.shape.length);
  const shape = Array.from({ length: rank }, (_, axis) =>
    Math.max(a.shape[a.shape.length - rank + axis] ?? 1, b.shape[b.shape.length - rank + axis] ?? 1),
  );
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length: count }, (_, flat) => {
    const index = shape.map((_size, axis) => {
      const below = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
      return Math.floor(flat / below) % shape[axis]!;
    });
    return operation(valueAt(a, index), valueAt(b, index));
  });
  return { shape, values };
}

test('eight operations on nine pairs of shapes', async () => {
  const tfjs = await loadTfjs();
  const { core } = tfjs;
  // Small tensors would be left to the CPU.
  core.env().set('WEBGPU_CPU_FORWARD', false);
  const opened = await openSoftware();
  const engine = createTfjsEngine(tfjs, opened);
  const random = createRandom(9);
  const operand = (shape: readonly number[]): Operand => {
    const data = randomArray(
      shape.reduce((product, size) => product * size, 1),
      random,
    );
    // No divisor near 0, where a rounding error is large.
    return { shape, data: data.map((v) => v + Math.sign(v)) };
  };
  const before = core.memory().numTensors;
  for (const [name, shapeA, shapeB] of SHAPES) {
    const [a, b] = [operand(shapeA), operand(shapeB)];
    for (const [key, operation] of Object.entries(OPERATIONS)) {
      const seen = await engine.run(`${key}, ${name}`, true, async () => {
        const [x, y] = [a, b].map(({ data, shape }) => core.tensor(data, [...shape])) as [Tensor, Tensor];
        const result = core[key as Operation](x, y);
        const values = Float32Array.from(await result.data());
        core.dispose([x, y, result]);
        return { shape: result.shape, values };
      });
      const wanted = expected(a, b, operation);
      assert.deepEqual(seen.shape, wanted.shape, `${key}, ${name}`);
      seen.values.forEach((v, i) => {
        const error = Math.abs(v - wanted.values[i]!);
        assert.ok(
          error < 1e-6 * Math.max(1, Math.abs(v)),
          `${key}, ${name}: ${v} at ${i}, not ${wanted.values[i]}`,
        );
      });
    }
  }
  assert.equal(core.memory().numTensors, before, 'nothing is left behind');
  await engine.dispose(() => {});
  opened.device.destroy();
});

test('neighbouring axes that behave alike become one, others stay', () => {
  assert.deepEqual(collapseBroadcast([2, 5, 6, 7, 8], [8]), { first: [420, 8], second: [1, 8] });
  assert.deepEqual(collapseBroadcast([2, 1, 6, 7], [1, 3, 1, 1]), { first: [2, 1, 42], second: [1, 3, 1] });
  assert.deepEqual(collapseBroadcast([1, 1], []), { first: [1], second: [1] });
});
