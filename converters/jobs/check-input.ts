import { InvalidDataError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { ModelMetadata } from '../../ffn/model/index.ts';
import type { ImageStatistics } from './measure-image.ts';
import type { Membranes } from './measure-polarity.ts';

export interface InputToCheck {
  readonly voxelSizeNm: Xyz | undefined;
  readonly statistics: ImageStatistics;
  /** Undefined where nothing says whether membranes are dark or bright. */
  readonly membranes: Membranes | undefined;
  /** The run gives it another histogram first: its grey values are not what the network sees. */
  readonly isMatched?: boolean;
  /** What the run will normalise by. */
  readonly mean: number;
  readonly stddev: number;
}

/** Farther than this from what a network was trained on, its answers mean little. */
const LIMIT = 1.5;
/**
 * Compares an input with what the network was trained on. What the metadata do not say is not compared.
 * @returns what does not fit, with its cure, as sentences.
 */
export function findMisfits(metadata: ModelMetadata, input: InputToCheck): string[] {
  return [
    ...voxelSizeMisfit(metadata, input),
    ...greyMisfit(metadata, input),
    ...polarityMisfit(metadata, input),
  ];
}

/** @throws InvalidDataError for the first thing that does not fit. */
export function assertFits(metadata: ModelMetadata, input: InputToCheck): void {
  const misfits = findMisfits(metadata, input);
  if (misfits.length === 0) return;
  throw new InvalidDataError({
    subject: 'image',
    expected: 'what the network was trained on',
    got: misfits.join('; '),
    cure: '--force goes on all the same',
  });
}

function voxelSizeMisfit(
  { voxelSizeNm: trained }: ModelMetadata,
  { voxelSizeNm: given }: InputToCheck,
): string[] {
  if (!trained || !given || ([0, 1, 2] as const).every((axis) => isNear(given[axis], trained[axis])))
    return [];
  const cure = `give --resample ${trained.join(',')}, or take another scale of the input`;
  return [`voxels of ${given.join(' x ')} nm where it knows ${trained.join(' x ')} nm (${cure})`];
}

/** Only a network that says its own normalisation is held to it. */
function greyMisfit(
  { imageStddev }: ModelMetadata,
  { statistics, mean, stddev, isMatched }: InputToCheck,
): string[] {
  if (imageStddev === undefined || isMatched) return [];
  const offset = Math.abs(statistics.mean - mean) / stddev;
  if (isNear(statistics.stddev, stddev) && offset <= LIMIT) return [];
  const got = `mean ${statistics.mean.toFixed(1)}, standard deviation ${statistics.stddev.toFixed(1)}`;
  const cure = statistics.stddev > 0 ? ' (give --image-mean auto --image-stddev auto)' : '';
  return [`grey values of ${got} normalised by ${mean}, ${stddev}${cure}`];
}

function polarityMisfit({ polarity }: ModelMetadata, { membranes }: InputToCheck): string[] {
  if (!polarity || !membranes || membranes === polarity) return [];
  return [`an image of ${membranes} where it knows ${polarity} (give --invert, or leave it out)`];
}

/**
 * What could not be compared though the metadata say it; and grey values far from a normalisation that only a request says,
 * as sentences.
 */
export function findDoubts(metadata: ModelMetadata, input: InputToCheck): string[] {
  const { polarity, voxelSizeNm: trained, imageStddev } = metadata;
  const doubts: string[] = [];
  if (trained && !input.voxelSizeNm) {
    doubts.push(
      `the image does not say its voxel size; the network knows ${trained.join(' x ')} nm (--resolution says it)`,
    );
  }
  if (polarity && !input.membranes)
    doubts.push(`cannot tell whether membranes are dark or bright here; the network knows ${polarity}`);
  // A network that says its own normalisation is held to it, see `findMisfits`.
  if (imageStddev === undefined) doubts.push(...greyMisfit({ imageStddev: input.stddev }, input));
  return doubts;
}

/** @param a, b not below 0. */
const isNear = (a: number, b: number): boolean => a <= LIMIT * b && b <= LIMIT * a;
