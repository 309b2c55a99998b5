/** A small network that learns to tell bright balls from their surroundings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeOf, xyz } from '../../../../datasets/geometry/index.ts';
import {
  createNetworkInParts,
  createTrainableStack,
  createTrainer,
  decodeState,
  type ExampleSource,
  encodeState,
  firstState,
  identityOf,
  initialWeights,
  parseAugmentations,
  patchSize,
  TRAIN_DEFAULTS,
  type TrainableNetwork,
  type TrainerState,
  type TrainOptions,
} from '../../../../ffn/training/index.ts';
import { createBalls } from '../../../support/training-balls.ts';

const CONFIG = { depth: 2, features: 8, fovSize: xyz(9, 9, 7), deltas: xyz(3, 3, 2) };
const OPTIONS: TrainOptions = {
  ...TRAIN_DEFAULTS,
  batchSize: 3,
  optimizer: { ...TRAIN_DEFAULTS.optimizer, name: 'adam' },
  schedule: { rate: 0.01, decayFactor: 0.9, decaySteps: 10 },
};
const MAX_PRED: TrainOptions = { ...OPTIONS, averageDecay: 0.9, policy: 'max_pred_moves' };

const createNetwork = (): TrainableNetwork => {
  const stack = createTrainableStack(CONFIG);
  return createNetworkInParts((weights, example) => stack.gradient(weights, [example]));
};

const createFrom = (state: TrainerState, options = OPTIONS, network = createNetwork()) =>
  createTrainer({ config: CONFIG, options, network, source: createBalls(CONFIG, options), state });

const begin = (options: TrainOptions) => firstState(initialWeights(CONFIG, options.seed));

async function run(state: TrainerState, steps: number, options = OPTIONS) {
  const trainer = await createFrom(state, options);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await trainer.next()).loss);
  return { losses, state: trainer.state(), tracker: trainer.tracker };
}

for (const options of [OPTIONS, MAX_PRED]) {
  test(`${options.policy}: the loss falls, and walks become right`, async () => {
    const { losses, tracker, state } = await run(begin(options), 120, options);
    const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    assert.ok(mean(losses.slice(-20)) < 0.7 * mean(losses.slice(0, 20)), `${losses}`);
    const { patches, moves } = tracker.take();
    assert.ok(patches > 5 && moves.correct > 20, JSON.stringify({ patches, moves }));
    assert.equal(state.step, 120);
    assert.equal(patches, state.nextExample - 3);
  });

  test(`${options.policy}: a run stopped anywhere, stored and read, ends with the same bytes`, async () => {
    const whole = await run(begin(options), 23, options);
    const identity = identityOf(CONFIG, options);
    const rules = { config: CONFIG, identity, patchVoxels: volumeOf(patchSize(CONFIG, options)) };
    let state = begin(options);
    const losses: number[] = [];
    for (const steps of [1, 6, 3, 13]) {
      const part = await run(state, steps, options);
      losses.push(...part.losses);
      state = decodeState(encodeState(part.state, identity), 'state', rules);
    }
    assert.deepEqual(losses, whole.losses);
    assert.deepEqual(encodeState(state, identity), encodeState(whole.state, identity));
  });
}

test('examples with damaged sections: a run in two parts is the same, too', async () => {
  const augmentations = parseAugmentations('{"out_of_focus":{"probability":1},"contrast":{"probability":1}}');
  const options = { ...OPTIONS, augmentations };
  const whole = await run(begin(options), 6, options);
  const half = await run(begin(options), 3, options);
  const rest = await run(half.state, 3, options);
  assert.deepEqual(rest.state, whole.state);
  assert.notDeepEqual(whole.losses, (await run(begin(OPTIONS), 6)).losses);
});

test('another seed is another run', async () => {
  const a = await run(firstState(initialWeights(CONFIG, 1)), 3);
  const b = await run(firstState(initialWeights(CONFIG, 1)), 3, { ...OPTIONS, seed: 2 });
  assert.notDeepEqual(a.losses, b.losses);
});

test('a loss that is no number ends the run, and leaves the weights as they were', async () => {
  const network = createNetwork();
  let steps = 0;
  const breaking: TrainableNetwork = {
    async gradient(weights, batch) {
      const found = await network.gradient(weights, batch);
      return ++steps < 3 ? found : { ...found, loss: Number.NaN };
    },
  };
  const trainer = await createFrom(begin(OPTIONS), OPTIONS, breaking);
  await trainer.next();
  await trainer.next();
  const before = trainer.state().weights;
  await assert.rejects(
    trainer.next(),
    /step 3: expected a loss and gradients that are numbers, got a loss of NaN\. .*--learning_rate \(0\.01\)/,
  );
  assert.deepEqual(trainer.state().weights, before);
  assert.equal(trainer.step, 2);
});

test('an infinite gradient is cut off, or ends the run where nothing is', async () => {
  const network = createNetwork();
  const infinite: TrainableNetwork = {
    async gradient(weights, batch) {
      const found = await network.gradient(weights, batch);
      found.gradients.get('conv0_b/weights')![5] = Number.POSITIVE_INFINITY;
      return found;
    },
  };
  await (await createFrom(begin(OPTIONS), OPTIONS, infinite)).next();
  const unclipped = { ...OPTIONS, maxGradientEntry: 0 };
  await assert.rejects((await createFrom(begin(OPTIONS), unclipped, infinite)).next(), /conv0_b\/weights/);
});

test('what cannot be read ends the run when its turn comes', async () => {
  const source: ExampleSource = {
    ...createBalls(CONFIG, OPTIONS),
    async coordinate(example) {
      if (example >= 4) throw new RangeError(`no example ${example}`);
      return { center: xyz(0, 0, 0), volume: 'balls' };
    },
  };
  const input = { config: CONFIG, options: OPTIONS, network: createNetwork(), source, state: begin(OPTIONS) };
  const trainer = await createTrainer(input);
  await trainer.next();
  await assert.rejects(async () => {
    for (let i = 0; i < 100; i++) await trainer.next();
  }, /no example 4/);
});

test('a network whose permuted axes differ is refused before anything is read', async () => {
  const config = { ...CONFIG, fovSize: xyz(9, 7, 7) };
  const state = firstState(initialWeights(config, 1));
  const source = createBalls(config, OPTIONS);
  const input = { config, options: OPTIONS, network: createTrainableStack(config), source, state };
  await assert.rejects(createTrainer(input), /expected .* got /);
});
