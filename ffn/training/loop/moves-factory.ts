import { mapZyx, toZyx } from '../../../datasets/geometry/index.ts';
import type { ConvStack3DConfig } from '../../model/index.ts';
import { patchSize, STREAMS } from '../examples/index.ts';
import { createRandom } from '../random.ts';
import {
  createFixedMoves,
  createMaxPredMoves,
  logitOf,
  type Moves,
  type MovesState,
  shiftsOf,
} from '../walk/index.ts';
import type { TrainOptions } from './options.ts';

/** @param kept of a walk that goes on. */
export type MovesFactory = (kept?: MovesState) => Moves;

/** Moves of the policy that the options name; the order of fixed ones is drawn here, once. */
export function createMovesFactory(config: ConvStack3DConfig, options: TrainOptions): MovesFactory {
  const [fovSize, deltas] = [toZyx(config.fovSize), toZyx(config.deltas)];
  if (options.policy === 'max_pred_moves') {
    const size = patchSize(config, options);
    const maxRadius = mapZyx((n, axis) => (n >> 1) - (fovSize[axis] >> 1), size);
    const rules = { fovSize, deltas, maxRadius, moveLogit: logitOf(options.threshold) };
    return (kept) => createMaxPredMoves(rules, kept);
  }
  const shifts = shiftsOf(deltas, options.fovMoves);
  if (options.shuffleMoves) {
    const random = createRandom(options.seed, STREAMS.moves);
    for (let i = shifts.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [shifts[i], shifts[j]] = [shifts[j]!, shifts[i]!];
    }
    // Of rings, the inner ones first: what lies farther out can be valid only after them.
    const ringOf = (shift: (typeof shifts)[number]) =>
      Math.max(...shift.map((n, axis) => Math.abs(n) / Math.max(1, deltas[axis as 0 | 1 | 2])));
    shifts.sort((a, b) => ringOf(a) - ringOf(b));
  }
  return (kept) => createFixedMoves(shifts, kept);
}
