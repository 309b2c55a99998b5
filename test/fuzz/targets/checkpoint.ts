import { readCheckpoint } from '../../../ffn/model/index.ts';
import { floats, writeBundle } from '../../support/tensor-bundle-writer.ts';
import type { FuzzTarget } from '../target.ts';

const BUNDLE = writeBundle({
  tensors: [
    { name: 'global_step', dtype: 9, shape: [], bytes: new Uint8Array(8).fill(1, 0, 1) },
    { name: 'seed_update/conv0_a/biases', dtype: 1, shape: [2], bytes: floats(1, -2) },
    { name: 'seed_update/conv0_a/weights', dtype: 1, shape: [1, 2], bytes: floats(5, 6) },
  ],
});

export function checkpointTargets(): FuzzTarget[] {
  return [...BUNDLE].map(([mutated, bytes]) => ({
    name: mutated.endsWith('.index') ? 'checkpoint index' : 'checkpoint data',
    share: mutated.endsWith('.index') ? 12 : 4,
    seeds: [bytes],
    isChecked: true,
    decode: (changed) => {
      const get = async (key: string) => (key === mutated ? changed : BUNDLE.get(key));
      return readCheckpoint({ name: 'fuzz', get }, 'm');
    },
  }));
}
