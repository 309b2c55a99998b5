import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBackend, parseDevice } from '../../../converters/networks/index.ts';
import { UnsupportedError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryStore, type Store } from '../../../datasets/stores/index.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { openDevice } from '../../../ffn/kernels/index.ts';
import type { ConvStack3DConfig } from '../../../ffn/model/index.ts';
import { randomWeights } from '../../support/random-network.ts';

const CONFIG: ConvStack3DConfig = { depth: 1, features: 2, fovSize: xyz(3, 3, 3), deltas: xyz(1, 1, 1) };
const WEIGHTS = randomWeights(CONFIG, 1);

async function keysOf(store: Store): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list!('')) keys.push(key);
  return keys;
}

const noGpu = async (): Promise<never> => {
  throw new UnsupportedError({ subject: 'WebGPU adapter', expected: 'a GPU', got: 'none', cure: 'Buy one' });
};

/** A machine whose only adapter computes on the CPU, asked for a GPU. */
const onlySoftware = async () => {
  const { gpu } = await createNodeGpu({ software: true });
  return openDevice({ gpu, software: false });
};

for (const [name, openGpu, reason] of [
  ['without a GPU', noGpu, /no GPU, so the CPU computes \(WebGPU adapter: none\. Buy one\)/],
  [
    'with a software adapter only',
    onlySoftware,
    /no GPU, so the CPU computes \(WebGPU adapter: .*swiftshader/i,
  ],
] as const) {
  test(`auto ${name}: the CPU, and one line that says so`, async () => {
    const lines: string[] = [];
    const network = await openBackend(CONFIG, WEIGHTS, { tell: (line) => lines.push(line), openGpu });
    assert.match(network.device, /^cpu/);
    assert.equal(lines.length, 1);
    assert.match(lines[0], reason);
    await network.dispose();
  });

  test(`webgpu ${name}: an error, never another device`, async () => {
    await assert.rejects(openBackend(CONFIG, WEIGHTS, { device: 'webgpu', openGpu }), {
      name: 'UnsupportedError',
      message: /WebGPU adapter: expected a GPU/,
    });
  });
}

test('software is had on request', async () => {
  const network = await openBackend(CONFIG, WEIGHTS, { device: 'software' });
  assert.match(network.device, /^webgpu \(google swiftshader/);
  await network.dispose();
});

test('a GPU is measured once, said in one line, and not again; not at all where that is not wanted', async () => {
  // The software adapter, taken for a GPU.
  const openGpu = async () => {
    const { gpu } = await createNodeGpu({ software: true });
    return { ...(await openDevice({ gpu })), isSoftware: false };
  };
  const lines: string[] = [];
  const tiles = createMemoryStore();
  const run = async (autotune?: boolean) => {
    const choice = {
      device: 'webgpu',
      tell: (line: string) => lines.push(line),
      openGpu,
      tiles,
      autotune,
    } as const;
    await (await openBackend(CONFIG, WEIGHTS, choice)).dispose();
  };
  await run(false);
  assert.deepEqual([lines, await keysOf(tiles)], [[], []]);
  await run();
  await run();
  assert.equal(lines.length, 1);
  assert.match(
    lines[0],
    /^measured 10 ways to cut convolutions on this GPU, took \d+ positions x \d+ channels, \d+ threads$/,
  );
  assert.equal((await keysOf(tiles)).length, 1);
});

test('a failure that is not a missing device is not hidden by the CPU', async () => {
  const openGpu = () => Promise.reject(new RangeError('a defect'));
  await assert.rejects(openBackend(CONFIG, WEIGHTS, { openGpu }), RangeError);
});

test('devices that do not exist are named', () => {
  assert.equal(parseDevice('software'), 'software');
  assert.throws(() => parseDevice('cuda'), { message: /one of auto, webgpu, cpu, software, got "cuda"/ });
});

test('another precision than float32 is had on a GPU that has it, or not at all', async () => {
  const tell = (line: string) => assert.fail(line);
  for (const [choice, message] of [
    [
      { device: 'cpu', precision: 'f16' },
      /--precision f16: expected a GPU, got --device cpu.*--precision f32/,
    ],
    [{ device: 'auto', precision: 'f16x3', openGpu: noGpu }, /WebGPU adapter: expected a GPU/],
    [
      { device: 'software', precision: 'f16' },
      /--precision f16 on .*expected the feature shader-f16, got none/,
    ],
    [{ device: 'software', precision: 'f16x3' }, /--precision f16x3 on .*expected matrix units, got none/],
  ] as const) {
    await assert.rejects(openBackend(CONFIG, WEIGHTS, { ...choice, tell }), {
      name: 'UnsupportedError',
      message,
    });
  }
});
