/** The whole network against its slow forward pass, and its gradients against slopes of the loss. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import type { ConvStack3DConfig, Weights } from '../../../../ffn/model/index.ts';
import { forwardConvStack } from '../../../../ffn/reference/index.ts';
import { createTrainableStack, type Example } from '../../../../ffn/training/index.ts';
import { type DoubleWeights, forwardInDouble } from '../../../support/double-stack.ts';
import { createRandom, randomArray, randomWeights } from '../../../support/random-network.ts';

const SIZE = xyz(7, 5, 3);
const VOXELS = 105;
/** Small enough for rectifiers to stay on their side, far above the rounding of doubles. */
const STEP = 1e-6;
const CONFIGS: readonly (readonly [string, ConvStack3DConfig])[] = [
  ['one module of 5 features', { depth: 1, features: 5, fovSize: SIZE, deltas: xyz(1, 1, 1) }],
  ['three modules of 8', { depth: 3, features: 8, fovSize: SIZE, deltas: xyz(1, 1, 1) }],
  [
    'widths that differ within modules',
    { depth: 3, features: [6, 12, 20, 12, 7, 12], fovSize: SIZE, deltas: xyz(1, 1, 1) },
  ],
];

function exampleOf(seed: number): Example {
  const random = createRandom(seed);
  const labels = Float32Array.from({ length: VOXELS }, () => (random() > 0 ? 0.95 : 0.05));
  const weights = Float32Array.from({ length: VOXELS }, () => (random() > -0.8 ? 1 : 0));
  return { image: randomArray(VOXELS, random), seed: randomArray(VOXELS, random, 2), labels, weights };
}

/** In double precision, from its definition. */
function doubleLoss(config: ConvStack3DConfig, weights: DoubleWeights, batch: readonly Example[]): number {
  const losses = batch.map(({ image, seed, labels, weights: w }) =>
    forwardInDouble(config, weights, image, seed).reduce((sum, x, i) => {
      const cost = Math.max(x, 0) - x * labels[i]! + Math.log1p(Math.exp(-Math.abs(x)));
      return sum + (w?.[i] ?? 1) * cost;
    }, 0),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / (VOXELS * batch.length);
}

const doubles = (weights: Weights): Map<string, ArrayLike<number>> =>
  new Map([...weights].map(([tensor, { data }]) => [tensor, Float64Array.from(data)]));

/** Biases away from zero, so that they matter. */
const weightsOf = (config: ConvStack3DConfig): Weights => randomWeights(config, 5);

for (const [name, config] of CONFIGS) {
  test(`${name}: logits and loss of a batch`, async () => {
    const weights = weightsOf(config);
    const batch = [exampleOf(1), exampleOf(2)];
    const { logits, loss } = await createTrainableStack(config).gradient(weights, batch);
    for (const [i, { image, seed }] of batch.entries()) {
      const expected = forwardConvStack(config, weights, image, seed);
      const off = expected.reduce((most, value, j) => Math.max(most, Math.abs(value - logits[i]![j]!)), 0);
      assert.ok(off < 1e-5, `example ${i}: ${off}`);
    }
    assert.ok(Math.abs(loss - doubleLoss(config, doubles(weights), batch)) < 1e-6);
  });

  test(`${name}: gradients are slopes of the loss, tensor by tensor`, async () => {
    const weights = weightsOf(config);
    const batch = [exampleOf(3), exampleOf(4)];
    const { gradients } = await createTrainableStack(config).gradient(weights, batch);
    assert.deepEqual([...gradients.keys()].sort(), [...weights.keys()].sort());
    for (const [tensor, gradient] of gradients) {
      const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
      assert.ok(norm > 1e-5, `${tensor}: a gradient of ${norm} proves nothing`);
      // Along its own direction the slope is the gradient's length.
      const at = (by: number) => {
        const moved = doubles(weights);
        moved.set(
          tensor,
          Float64Array.from(weights.get(tensor)!.data, (value, i) => value + (by * gradient[i]!) / norm),
        );
        return doubleLoss(config, moved, batch);
      };
      const slope = (at(STEP) - at(-STEP)) / (2 * STEP);
      assert.ok(Math.abs(slope / norm - 1) < 1e-3, `${tensor}: slope ${slope}, gradient ${norm}`);
    }
  });
}

test('the next batch does not know the one before', async () => {
  const [, config] = CONFIGS[1]!;
  const weights = weightsOf(config);
  const network = createTrainableStack(config);
  const first = await network.gradient(weights, [exampleOf(1)]);
  await network.gradient(weights, [exampleOf(2), exampleOf(3)]);
  const again = await network.gradient(weights, [exampleOf(1)]);
  assert.deepEqual(again, first);
});

test('an example of another size is a RangeError', () => {
  const [, config] = CONFIGS[0]!;
  const example = { ...exampleOf(1), labels: new Float32Array(3) };
  assert.throws(
    () => createTrainableStack(config).gradient(weightsOf(config), [example]),
    /labels: expected 105 voxels, got 3/,
  );
});
