export {
  createFixedMoves,
  createMaxPredMoves,
  type Look,
  type MaxPredOptions,
  type Moves,
  type MovesState,
  shiftsOf,
} from './moves.ts';
export { createSeed, logitOf, nextStop, type Stop, takeLogits, type Walk, type WalkRules } from './walk.ts';
