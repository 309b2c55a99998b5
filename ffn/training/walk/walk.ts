/** A field of view on its way over one training patch. Source: spec/ffn.md 5.6. */
import { volumeOf, type Zyx } from '../../../datasets/geometry/index.ts';
import { cropPart, OBJECT_LABEL, type Patch, partAround, pastePart } from '../examples/index.ts';
import type { Example } from '../network/index.ts';
import type { Look, Moves } from './moves.ts';

export interface WalkRules {
  readonly fovSize: Zyx;
  readonly patchSize: Zyx;
  /** Probability where nothing was predicted. */
  readonly seedPad: number;
  /** Probability from which on the field of view moves. */
  readonly threshold: number;
}

export interface Walk {
  /** Number of the example. */
  readonly example: number;
  readonly patch: Patch;
  /** Logits so far, [z, y, x] of the patch. */
  readonly seed: Float32Array;
  readonly moves: Moves;
}

/** A field of view to be learned from, and where it lies. */
export interface Stop {
  readonly offset: Zyx;
  readonly input: Example;
}

const logit = (p: number): number => Math.log(p / (1 - p));

/** In the single precision that seeds have. */
export const logitOf = (probability: number): number => Math.fround(logit(probability));

/** What a walk begins with: the object in the middle voxel, and elsewhere nothing predicted. */
export function createSeed({ patchSize, seedPad }: WalkRules): Float32Array {
  const seed = new Float32Array(volumeOf(patchSize)).fill(logitOf(seedPad));
  seed[seed.length >> 1] = logitOf(OBJECT_LABEL);
  return seed;
}

/** @param record hears of moves. @returns the next field of view; undefined at the walk's end. */
export function nextStop(
  { patch, seed, moves }: Walk,
  { fovSize, patchSize, threshold }: WalkRules,
  record: Look['record'],
): Stop | undefined {
  const indexOf = ([z, y, x]: Zyx): number => (z * patchSize[1] + y) * patchSize[2] + x + (seed.length >> 1);
  const [moveLogit, wanted] = [logitOf(threshold), Math.fround(threshold)];
  const offset = moves.next({
    isValid: (at) => seed[indexOf(at)]! >= moveLogit,
    isWanted: (at) => patch.labels[indexOf(at)]! >= wanted,
    record,
  });
  if (!offset) return undefined;
  const part = partAround(offset, fovSize, patchSize);
  const input = {
    image: cropPart(patch.image, part),
    seed: cropPart(seed, part),
    labels: cropPart(patch.labels, part),
  };
  return { offset, input };
}

/** Puts what the network said back into the walk. */
export function takeLogits(
  { seed, moves }: Walk,
  logits: Float32Array,
  { offset, rules: { fovSize, patchSize } }: { readonly offset: Zyx; readonly rules: WalkRules },
): void {
  pastePart(logits, partAround(offset, fovSize, patchSize), seed);
  moves.update(logits, offset);
}
