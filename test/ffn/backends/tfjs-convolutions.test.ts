/** Convolutions that TensorFlow.js's autograd and optimizers drive, on the software adapter. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Scalar, Tensor, Tensor5D, Variable } from '@tensorflow/tfjs-core';
import { xyz } from '../../../datasets/geometry/index.ts';
import { withOwnConvolutions } from '../../../ffn/backends/tfjs-convolutions.ts';
import { createTfjsEngine, type TfjsEngine } from '../../../ffn/backends/tfjs-engine.ts';
import { loadTfjs, type Tfjs } from '../../../ffn/backends/tfjs-library.ts';
import type { ComputeDevice } from '../../../ffn/kernels/index.ts';
import { conv3dGradients } from '../../../ffn/reference/index.ts';
import { forwardInDouble } from '../../support/double-stack.ts';
import { createRandom, randomArray, randomWeights } from '../../support/random-network.ts';
import { forwardInTfjs } from '../../support/tfjs/conv-stack.ts';
import { openSoftware } from '../../support/tfjs/open-software.ts';

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

const NAMES = ['Conv3D', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2'];

for (const kernelSize of [1, 3] as const) {
  test(`a cube of ${kernelSize}: both gradients of autograd are those of plain loops, and nothing is left behind`, async () => {
    const { core } = tfjs;
    const [batch, z, y, x, inChannels, outChannels] = [2, 3, 5, 7, 5, 6];
    const shape = { batch, z, y, x, inChannels, outChannels, kernelSize };
    const random = createRandom(4);
    const voxels = batch * z * y * x;
    const input = randomArray(voxels * inChannels, random);
    const weights = randomArray(kernelSize ** 3 * inChannels * outChannels, random);
    const gradient = randomArray(voxels * outChannels, random);
    const expected = conv3dGradients({ shape, input, weights, gradient });
    const tensors = core.memory().numTensors;
    const found = await engine.run('test', true, async () => {
      const grads = core.tidy(() => {
        const filter = core.tensor5d(weights, [kernelSize, kernelSize, kernelSize, inChannels, outChannels]);
        const of = core.grads((a, b) => core.conv3d(a as Tensor5D, b as Tensor5D, 1, 'same'));
        const dy = core.tensor5d(gradient, [batch, z, y, x, outChannels]);
        return of([core.tensor5d(input, [batch, z, y, x, inChannels]), filter], dy);
      });
      return Promise.all(
        grads.map(async (tensor) => {
          const data = await tensor.data();
          tensor.dispose();
          return data;
        }),
      );
    });
    for (const [i, values] of [expected.input, expected.weights].entries())
      for (const [at, value] of values.entries())
        assert.ok(Math.abs(value - found[i]![at]!) < 1e-4, `${i}: ${at}`);
    assert.equal(core.memory().numTensors, tensors);
  });
}

test('what our kernels do not compute is left to the library, and nothing else is', async () => {
  const { core } = tfjs;
  const left: string[] = [];
  const own = (kernelName: string) => {
    const kernelFunc = () => {
      left.push(kernelName);
      return { dataId: {}, shape: [] as number[], dtype: 'float32' as const };
    };
    return withOwnConvolutions({ kernelName, backendName: 'any', kernelFunc }, core);
  };
  await engine.run('test', true, () =>
    core.tidy(() => {
      const image = core.ones([1, 4, 4, 4, 2]);
      const filter = core.ones([3, 3, 3, 2, 3]);
      const dy = core.ones([1, 4, 4, 4, 3]);
      const call = (changes: object) => {
        const attrs = { strides: 1, pad: 'same', dilations: 1, dataFormat: 'NDHWC', ...changes };
        const backend = core.backend();
        const shapes = { inputShape: image.shape, filterShape: filter.shape };
        const operands = [
          { x: image, filter },
          { dy, filter },
          { x: image, dy },
        ];
        for (const [i, name] of NAMES.entries())
          own(name)({ inputs: operands[i]!, attrs: { ...attrs, ...shapes }, backend });
      };
      call({});
      assert.deepEqual(left, []);
      for (const changes of [{ strides: 2 }, { pad: 'valid' }, { dilations: 2 }]) call(changes);
    }),
  );
  assert.deepEqual(left, [...NAMES, ...NAMES, ...NAMES]);
});

const CONFIG = { depth: 2, features: 6, fovSize: xyz(7, 5, 3), deltas: xyz(1, 1, 1) };
const VOXELS = 105;
/** Small enough for rectifiers to stay on their side, far above the rounding of doubles. */
const STEP = 1e-6;

test('gradients of a network are slopes of its loss; Adam makes that smaller', async () => {
  const { core } = tfjs;
  const weights = randomWeights(CONFIG, 5);
  const random = createRandom(7);
  const [image, seed] = [randomArray(VOXELS, random), randomArray(VOXELS, random, 2)];
  const labels = randomArray(VOXELS, random).map((v) => (v > 0 ? 0.95 : 0.05));
  const { gradients, losses } = await engine.run('test', true, async () => {
    const variables = new Map<string, Variable>(
      [...weights].map(([name, { shape, data }]) => [name, core.variable(core.tensor(data, [...shape]))]),
    );
    const inputs = [image, seed].map((data) => core.tensor5d(data, [1, 3, 5, 7, 1])) as [Tensor5D, Tensor5D];
    const truth = core.tensor1d(labels);
    const lossOf = () => {
      const logits = forwardInTfjs(core, CONFIG, variables as ReadonlyMap<string, Tensor>, inputs);
      return core.losses.sigmoidCrossEntropy(truth, core.reshape(logits, [-1])) as Scalar;
    };
    const all = [...variables.values()];
    const { grads } = core.variableGrads(lossOf, all);
    const gradients = new Map<string, Float32Array>();
    for (const [name, variable] of variables)
      gradients.set(name, (await grads[variable.name]!.data()) as Float32Array);
    const optimizer = core.train.adam(0.01);
    const losses: number[] = [];
    for (let i = 0; i < 8; i++) {
      const loss = optimizer.minimize(lossOf, true, all)!;
      losses.push((await loss.data())[0]!);
    }
    return { gradients, losses };
  });
  for (const [tensor, gradient] of gradients) {
    const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    assert.ok(norm > 1e-5, `${tensor}: a gradient of ${norm} proves nothing`);
    const at = (by: number) => {
      const moved = new Map<string, ArrayLike<number>>(
        [...weights].map(([name, { data }]) => [
          name,
          Float64Array.from(data, (value, i) => value + (name === tensor ? (by * gradient[i]!) / norm : 0)),
        ]),
      );
      const logits = forwardInDouble(CONFIG, moved, image, seed);
      const cost = (x: number, i: number) =>
        Math.max(x, 0) - x * labels[i]! + Math.log1p(Math.exp(-Math.abs(x)));
      return logits.reduce((sum, value, i) => sum + cost(value, i), 0) / VOXELS;
    };
    const slope = (at(STEP) - at(-STEP)) / (2 * STEP);
    assert.ok(Math.abs(slope / norm - 1) < 1e-3, `${tensor}: slope ${slope}, gradient ${norm}`);
  }
  assert.ok(losses.at(-1)! < 0.9 * losses[0]!, losses.join());
});
