import { UsageError } from '../../datasets/errors.ts';
import { volumeOf } from '../../datasets/geometry/index.ts';
import type { NetworkInfo } from './network.ts';

/** @throws UsageError where arrays are not `batch` fields of view long. Every backend's `predict` begins so. */
export function assertBatch(
  { fovSize }: NetworkInfo,
  image: Float32Array,
  seed: Float32Array,
  batch: number,
): void {
  if (!Number.isInteger(batch) || batch < 1) {
    throw new UsageError({ subject: 'predict: batch', expected: 'an integer >= 1', got: `${batch}` });
  }
  const length = batch * volumeOf(fovSize);
  for (const [name, { length: got }] of Object.entries({ image, seed })) {
    if (got === length) continue;
    const expected = `${length} values, [${batch}, ${fovSize.join(', ')}]`;
    throw new UsageError({ subject: `predict: ${name}`, expected, got: `${got}` });
  }
}
