/** One training example on the published checkpoint: loss and gradients against torch's (`golden/train_step.json`). */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { decodeNpy } from '../../datasets/npy/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { parseModelArgs, readCheckpoint, weightsFromCheckpoint } from '../../ffn/model/index.ts';
import type { TrainableNetwork } from '../../ffn/training/index.ts';
import { fib25Path } from './paths.ts';

const LOSS_TOLERANCE = 1e-5;
/** Relative, of every gradient's norm, as asked for; single values have more rounding in them. */
const NORM_TOLERANCE = 1e-4;
const VALUE_TOLERANCE = 1e-3;
const SCOPE = 'seed_update/';
const FIRST = 4;

interface Golden {
  readonly loss: number;
  readonly gradients: Readonly<
    Record<string, { readonly l2: number; readonly max_abs: number; readonly first4: readonly number[] }>
  >;
}

const golden = async (name: string): Promise<Float32Array> =>
  decodeNpy(await readFile(fib25Path('golden', `${name}.npy`))).data as Float32Array;

export const PUBLISHED = parseModelArgs('{"depth": 12, "fov_size": [33, 33, 33], "deltas": [8, 8, 8]}');

/** @param network of the published architecture. @param tell gets what was found. */
export async function checkTrainStep(network: TrainableNetwork, tell: (line: string) => void): Promise<void> {
  const weights = weightsFromCheckpoint(
    await readCheckpoint(createFileStore(fib25Path('model')), 'model.ckpt-27465036'),
  );
  const expected = JSON.parse(await readFile(fib25Path('golden/train_step.json'), 'utf8')) as Golden;
  const [image, seed, labels] = await Promise.all(
    ['step0_image', 'step0_mask_logits', 'train_labels'].map(golden),
  );
  const example = { image: image!, seed: seed!, labels: labels! };
  const { loss, logits, gradients } = await network.gradient(weights, [example]);
  tell(`loss ${loss}, torch ${expected.loss}`);
  assert.ok(Math.abs(loss - expected.loss) <= LOSS_TOLERANCE, `${loss}`);
  const logitsOfTorch = await golden('step0_network_logits');
  const difference = logits[0]!.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - logitsOfTorch[i]!)),
    0,
  );
  assert.ok(difference <= 5e-5, `logits differ by ${difference}`);
  assert.deepEqual(
    [...gradients.keys()].map((name) => SCOPE + name).sort(),
    Object.keys(expected.gradients).sort(),
  );
  let worst = 0;
  for (const [name, theirs] of Object.entries(expected.gradients)) {
    const ours = gradients.get(name.slice(SCOPE.length))!;
    const norm = Math.sqrt(ours.reduce((sum, g) => sum + g * g, 0));
    worst = Math.max(worst, Math.abs(norm / theirs.l2 - 1));
    assert.ok(Math.abs(norm / theirs.l2 - 1) <= NORM_TOLERANCE, `${name}: norm ${norm}, torch ${theirs.l2}`);
    for (const [i, value] of theirs.first4.entries()) {
      const off = Math.abs(ours[i]! - value);
      assert.ok(off <= VALUE_TOLERANCE * theirs.max_abs, `${name}[${i}]: ${ours[i]}, torch ${value}`);
    }
    assert.ok(theirs.first4.length <= FIRST);
  }
  tell(`${Object.keys(expected.gradients).length} tensors, worst norm off by ${worst.toExponential(2)}`);
}
