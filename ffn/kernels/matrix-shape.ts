/** What matrix units can compute, and how the work is cut up for them. */
import { UnsupportedError } from '../../datasets/errors.ts';
import { type ConvStack3DConfig, featureList } from '../model/index.ts';

/** Rows and columns of a matrix of the units, and the channels that the network's input takes. */
export const MATRIX_EDGE = 16;
/** Threads that hold a matrix together. */
export const SUBGROUP_SIZE = 32;

/** How the work is cut up for matrix units. */
export interface MatrixTile {
  /** Of 16 positions each, of a subgroup. */
  readonly tiles: number;
  /** Of a workgroup. */
  readonly subgroups: number;
  /** Each value in two float16: products as good as float32's. Else rounded to one. */
  readonly isSplit: boolean;
  /** By plain threads, which round as the units do: for adapters that have none, to prove the kernels. */
  readonly isEmulated?: boolean;
}

/** More would not fit into the registers that hold a subgroup's sums. */
const MOST_FEATURES = 64;

/** @throws UnsupportedError for features that are not one multiple of 16, at most 64. */
export function assertMatrixFits(config: ConvStack3DConfig): void {
  const features = featureList(config);
  const [first] = features;
  const isOne = features.every((count) => count === first);
  if (isOne && first % MATRIX_EDGE === 0 && first <= MOST_FEATURES) return;
  throw new UnsupportedError({
    subject: 'network on matrix units',
    expected: `one number of features for all layers, a multiple of ${MATRIX_EDGE}, at most ${MOST_FEATURES}`,
    got: [...new Set(features)].join(', '),
    cure: 'Take --precision f32',
  });
}
