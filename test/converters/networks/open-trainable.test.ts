import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTrainable } from '../../../converters/networks/index.ts';
import { UnsupportedError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { randomWeights } from '../../support/random-network.ts';

const config = { depth: 1, features: 4, fovSize: xyz(3, 3, 3), deltas: xyz(1, 1, 1) };
const source = { config, weights: randomWeights(config, 1), batch: 2 };

const noGpu = async (): Promise<never> => {
  throw new UnsupportedError({ subject: 'WebGPU adapter', expected: 'a GPU', got: 'none', cure: 'Buy one' });
};

test('auto without a GPU: the CPU, and one line that says so; webgpu: an error', async () => {
  const lines: string[] = [];
  assert.equal(await openTrainable(source, { openGpu: noGpu, tell: (line) => lines.push(line) }), undefined);
  assert.deepEqual(lines, ['no GPU, so the CPU computes (WebGPU adapter: none. Buy one)']);
  assert.equal(await openTrainable(source, { device: 'cpu', openGpu: () => assert.fail() }), undefined);
  await assert.rejects(openTrainable(source, { device: 'webgpu', openGpu: noGpu }), {
    name: 'UnsupportedError',
    message: /WebGPU adapter: expected a GPU/,
  });
});

test('software is had on request, and trains', async () => {
  const network = await openTrainable(source, { device: 'software', tell: (line) => assert.fail(line) });
  assert.match(network!.device, /^webgpu \(google swiftshader/);
  const [image, seed, labels] = [0, 1, 0.5].map((value) => new Float32Array(27).fill(value));
  const example = { image: image!, seed: seed!, labels: labels! };
  assert.ok((await network!.gradient(source.weights, [example, example])).loss > 0);
  network!.dispose();
});
