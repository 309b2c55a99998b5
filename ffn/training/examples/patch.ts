/** What one coordinate gives to train on. Source: spec/ffn.md 5.5. */
import { mapZyx, toZyx, type Zyx } from '../../../datasets/geometry/index.ts';
import { type Normalisation, normaliseImage } from '../../inference/index.ts';
import type { ConvStack3DConfig } from '../../model/index.ts';
import {
  type Augmentations,
  damageImage,
  drawPlace,
  type GreyRange,
  sourceIndex,
  takeShifted,
} from '../augment/index.ts';
import type { Coordinate } from '../coordinates/index.ts';
import { createRandom } from '../random.ts';
import { applySymmetry, drawSymmetry, type Symmetries } from './permute-reflect.ts';

/** Probability that a voxel is in the object, for those that are and those that are not: labels are soft. */
export const OBJECT_LABEL = 0.95;
export const OTHER_LABEL = 0.05;

/** Numbered streams of a seed; that of example n is FIRST_EXAMPLE + n. */
export const STREAMS = { weights: 0, moves: 1, firstExample: 2 } as const;

/** Image and labels of the surroundings of a coordinate, [z, y, x] of an odd size each. */
export interface Patch {
  /** Normalised. */
  readonly image: Float32Array;
  /** `OBJECT_LABEL` where the label is that of the middle and no background. */
  readonly labels: Float32Array;
  readonly coordinate: Coordinate;
}

/** What is read for a patch. */
export interface RawPatch {
  /** Grey values. */
  readonly image: ArrayLike<number>;
  readonly labels: ArrayLike<number | bigint>;
  readonly coordinate: Coordinate;
  readonly normalisation: Normalisation;
  /** Grey values that the image can have. Default: four deviations around the mean. */
  readonly greyRange?: GreyRange;
}

/** Steps from the middle that a patch has room for on each side. */
export interface PatchReach {
  readonly policy: 'fixed' | 'max_pred_moves';
  readonly fovMoves: number;
}

/** Size of a patch: the field of view, and the moves on both sides of it. max_pred_moves gets one move more than it is judged by. */
export function patchSize({ fovSize, deltas }: ConvStack3DConfig, { policy, fovMoves }: PatchReach): Zyx {
  return sizeOf(fovSize, deltas, policy === 'max_pred_moves' ? fovMoves + 1 : fovMoves);
}

/** Size of the part of a patch that a finished walk is judged by. */
export const evaluatedSize = ({ fovSize, deltas }: ConvStack3DConfig, fovMoves: number): Zyx =>
  sizeOf(fovSize, deltas, fovMoves);

function sizeOf(fov: ConvStack3DConfig['fovSize'], deltas: ConvStack3DConfig['deltas'], moves: number): Zyx {
  const size = (axis: 0 | 1 | 2) => fov[axis] + 2 * deltas[axis] * moves;
  return toZyx([size(0), size(1), size(2)]);
}

/** What makes a patch of what was read. */
export interface PatchRules {
  readonly size: Zyx;
  readonly symmetries: Symmetries;
  readonly augmentations: Augmentations;
  readonly seed: number;
}

/**
 * @param raw of `readSizeOf` the size and the augmentations.
 * @param example number from 0 on: it alone, with the seed, decides how the patch is turned and damaged.
 */
export function makePatch(raw: RawPatch, example: number, rules: PatchRules): Patch {
  const { size, symmetries, augmentations, seed } = rules;
  const { normalisation, greyRange = typicalRange(normalisation) } = raw;
  const random = createRandom(seed, STREAMS.firstExample + example);
  const symmetry = drawSymmetry(symmetries, random);
  const place = drawPlace(size, augmentations, random);
  const grey = takeShifted(Float32Array.from(raw.image), place);
  damageImage(grey, size, { augmentations, range: greyRange, random });
  const middle = sourceIndex(
    place,
    mapZyx((n) => n >> 1, size),
  );
  return {
    image: applySymmetry(normaliseImage(grey, normalisation), size, symmetry),
    labels: applySymmetry(takeShifted(objectMask(raw.labels, middle), place), size, symmetry),
    coordinate: raw.coordinate,
  };
}

/** Four deviations to each side: where nothing says which grey values there are. */
const typicalRange = ({ mean, stddev }: Normalisation): GreyRange => [mean - 4 * stddev, mean + 4 * stddev];

/** Soft labels of the object at an index; where that is background, there is no object. */
export function objectMask(labels: ArrayLike<number | bigint>, middle = labels.length >> 1): Float32Array {
  const object = labels[middle]!;
  const mask = new Float32Array(labels.length).fill(OTHER_LABEL);
  if (object === 0 || object === 0n) return mask;
  for (let i = 0; i < mask.length; i++) if (labels[i] === object) mask[i] = OBJECT_LABEL;
  return mask;
}
