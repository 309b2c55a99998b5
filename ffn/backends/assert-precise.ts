/** What a GPU that nobody has tried computes with matrix units or in float16: checked once, beside float32. */
import { UnsupportedError } from '../../datasets/errors.ts';
import type { StackTile } from '../kernels/index.ts';
import { logitsOf, type Measuring } from './measure-tiles.ts';
import { DEFAULT_TILE, type Precision } from './precision.ts';

/**
 * Largest difference of a logit to float32's, as a share of the largest logit (at least 1). Measured on an H100: 6.6e-6 and
 * 1.1e-3 of a random network; what is meant to be found is a driver that mixes up rows, and that is off by all of it.
 */
const TOLERANCES: Readonly<Record<Precision, number>> = { f32: 0, f16x3: 5e-5, f16: 5e-2 };

/** @throws UnsupportedError naming the difference. */
export async function assertPrecise(
  network: Omit<Measuring, 'variants' | 'now'>,
  tile: StackTile,
  precision: Precision,
): Promise<void> {
  if (precision === 'f32') return;
  const expected = await logitsOf(network, DEFAULT_TILE);
  const seen = await logitsOf(network, tile);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  // Not a number stays not a number, and is not small enough.
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - seen[i])), 0) / largest;
  if (worst <= TOLERANCES[precision]) return;
  throw new UnsupportedError({
    subject: `--precision ${precision} on ${network.opened.adapterName}`,
    expected: `logits within ${TOLERANCES[precision]} of float32's`,
    got: `a difference of ${worst.toPrecision(2)}`,
    cure: 'Take --precision f32; please report the GPU and its driver',
  });
}
