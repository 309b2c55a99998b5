/** Against TensorFlow's formulas, written down once more for a single number in double precision. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clipGradients,
  createOptimizer,
  OPTIMIZER_DEFAULTS,
  OPTIMIZERS,
  type OptimizerName,
  rateAt,
  slotCount,
} from '../../../ffn/training/index.ts';

const RATE = 0.05;
const GRADIENTS = [0.5, -0.25, 0.125, 0.7, -0.01, 0.3];

/** The weight after each step. */
const EXPECTED: Readonly<Record<OptimizerName, (gradients: readonly number[]) => number[]>> = {
  sgd(gradients) {
    let w = 1;
    return gradients.map((g) => {
      w -= RATE * g;
      return w;
    });
  },
  momentum(gradients) {
    let [w, a] = [1, 0];
    return gradients.map((g) => {
      a = 0.9 * a + g;
      w -= RATE * a;
      return w;
    });
  },
  adam(gradients) {
    let [w, m, v] = [1, 0, 0];
    return gradients.map((g, i) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      // Of its paper, with epsilon where TensorFlow has it: beside the root that is not corrected.
      const correction = Math.sqrt(1 - 0.999 ** (i + 1));
      w -= (RATE * correction * (m / (1 - 0.9 ** (i + 1)))) / (Math.sqrt(v) + 1e-8);
      return w;
    });
  },
  adagrad(gradients) {
    let [w, sum] = [1, 0.1];
    return gradients.map((g) => {
      sum += g * g;
      w -= (RATE * g) / Math.sqrt(sum);
      return w;
    });
  },
  rmsprop(gradients) {
    let [w, square, moment] = [1, 1, 0];
    return gradients.map((g) => {
      square = 0.9 * square + 0.1 * g * g;
      moment = 0.9 * moment + (RATE * g) / Math.sqrt(square + 1e-8);
      w -= moment;
      return w;
    });
  },
};

const oneWeight = (value: number) => new Map([['w', { shape: [1], data: Float32Array.of(value) }]]);

for (const name of OPTIMIZERS) {
  test(`${name}: the formula, and the same from its slots on`, () => {
    const weights = oneWeight(1);
    const options = { ...OPTIMIZER_DEFAULTS, name };
    let optimizer = createOptimizer(options, weights);
    assert.equal(optimizer.slots.size, slotCount(name));
    for (const [step, expected] of EXPECTED[name](GRADIENTS).entries()) {
      // Half way, as if the run had been stopped there.
      if (step === 3) optimizer = createOptimizer(options, weights, optimizer.slots);
      optimizer.apply(new Map([['w', Float32Array.of(GRADIENTS[step]!)]]), { step, rate: RATE });
      const got = weights.get('w')!.data[0]!;
      assert.ok(Math.abs(got - expected) < 2e-6, `step ${step}: ${got}, expected ${expected}`);
    }
  });
}

test('slots of another optimizer are refused', () => {
  const { slots } = createOptimizer({ ...OPTIMIZER_DEFAULTS, name: 'momentum' }, oneWeight(1));
  assert.throws(
    () => createOptimizer({ ...OPTIMIZER_DEFAULTS, name: 'adam' }, oneWeight(1), slots),
    /state of the optimizer: expected 2 arrays of "adam"/,
  );
});

test('entries of gradients are cut off, each for itself; 0 cuts nothing', () => {
  const gradients = () => new Map([['w', Float32Array.of(3, -2, 0.5, -0.25)]]);
  const cut = gradients();
  clipGradients(cut, 0.75);
  assert.deepEqual([...cut.get('w')!], [0.75, -0.75, 0.5, -0.25]);
  const whole = gradients();
  clipGradients(whole, 0);
  assert.deepEqual(whole, gradients());
});

test('the rate falls in stairs, where both flags are set', () => {
  const schedule = { rate: 0.8, decayFactor: 0.5, decaySteps: 10 };
  assert.deepEqual(
    [0, 9, 10, 25].map((step) => rateAt(schedule, step)),
    [0.8, 0.8, 0.4, 0.2],
  );
  assert.equal(rateAt({ rate: 0.8, decayFactor: 0.5 }, 100), 0.8);
});
