import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { encodeSafetensors } from '../../../../ffn/model/index.ts';
import {
  decodeState,
  encodeState,
  identityOf,
  initialWeights,
  TRAIN_DEFAULTS,
  type TrainerState,
} from '../../../../ffn/training/index.ts';

const CONFIG = { depth: 1, features: 4, fovSize: xyz(5, 5, 5), deltas: xyz(1, 1, 1) };
const identity = identityOf(CONFIG, TRAIN_DEFAULTS);
const rules = { config: CONFIG, identity, patchVoxels: 343 };

const state: TrainerState = {
  step: 7,
  nextExample: 3,
  weights: initialWeights(CONFIG, 1),
  slots: new Map([['conv0_a/weights/m', Float32Array.of(1, 2)]]),
  walks: [
    {
      example: 2,
      coordinate: { center: xyz(30, 31, 32), volume: 'a volume' },
      moves: { policy: 'max_pred_moves', queue: [[0, 1, 2]], done: ['0,0,0'] },
      seed: new Float32Array(343).fill(0.5),
    },
  ],
};

test('a state comes back as it was', () => {
  assert.deepEqual(decodeState(encodeState(state, identity), 'state', rules), state);
});

test('averages are kept where there are any', () => {
  const averaged = { ...state, averages: initialWeights(CONFIG, 2) };
  assert.deepEqual(decodeState(encodeState(averaged, identity), 'state', rules), averaged);
});

test('a state of another run, or none, is refused', () => {
  const bytes = encodeState(state, identity);
  const other = { ...rules, identity: { ...identity, optimizer: 'adam' } };
  assert.throws(
    () => decodeState(bytes, 'dir/state.safetensors', other),
    /dir\/state\.safetensors: --optimizer: expected sgd, with which the run began, got adam\. .*--init.*--force/,
  );
  assert.throws(() => decodeState(bytes, 'state', { ...rules, patchVoxels: 27 }), /seed:0 of 27 voxels/);
  assert.throws(() => decodeState(bytes.subarray(0, bytes.length - 8), 'state', rules), /state/);
  const model = encodeSafetensors({ tensors: state.weights, metadata: {} });
  assert.throws(() => decodeState(model, 'state', rules), /format "floodlight-train 1", got none/);
});
