/** Which source voxels an output voxel is made of, along one axis; both lattices begin at 0 nm. */

/** How samples become one: `average` for images, `nearest` for labels. */
export type ResampleMode = 'average' | 'nearest';

/** Source and output voxel sizes along an axis, in nm, and the source's voxels [begin, end). */
export interface AxisSpec {
  readonly fromNm: number;
  readonly toNm: number;
  readonly begin: number;
  readonly end: number;
}

/** For the output voxels `first`, `first + 1`, … */
export interface AxisTaps {
  /** First source voxel of each. */
  readonly starts: Int32Array;
  /** Of the source voxels from there on. */
  readonly weights: readonly Float64Array[];
  /** Sum of each one's weights. */
  readonly totals: Float64Array;
  /** Source voxels that all of them need, [begin, end). */
  readonly begin: number;
  readonly end: number;
}

/** Positions that differ by less, in voxels, are rounding errors. */
const TOLERANCE = 1e-6;

const snapped = (position: number): number => {
  const whole = Math.round(position);
  return Math.abs(position - whole) < TOLERANCE ? whole : position;
};

/** @returns output voxels that share any length with the source, [begin, end). */
export function outputRange({ fromNm, toNm, begin, end }: AxisSpec): readonly [begin: number, end: number] {
  return [Math.floor(snapped((begin * fromNm) / toNm)), Math.ceil(snapped((end * fromNm) / toNm))];
}

/** @param output voxels [begin, end) within `outputRange`. */
export function tapsAlong(spec: AxisSpec, output: readonly [number, number], mode: ResampleMode): AxisTaps {
  const tapsOf = mode === 'nearest' ? nearest : spec.toNm > spec.fromNm ? covered : between;
  const taps = Array.from({ length: output[1] - output[0] }, (_, i) => tapsOf(spec, output[0] + i));
  const starts = Int32Array.from(taps, ({ start }) => start);
  const weights = taps.map((tap) => Float64Array.from(tap.weights));
  return {
    starts,
    weights,
    totals: Float64Array.from(weights, (own) => own.reduce((sum, w) => sum + w, 0)),
    begin: Math.min(...starts),
    end: Math.max(...taps.map(({ start, weights: own }) => start + own.length)),
  };
}

interface Taps {
  readonly start: number;
  readonly weights: readonly number[];
}

/** The lengths, in source voxels, that a larger voxel covers of those there are. */
function covered({ fromNm, toNm, begin, end }: AxisSpec, index: number): Taps {
  const low = Math.max(snapped((index * toNm) / fromNm), begin);
  const high = Math.min(snapped(((index + 1) * toNm) / fromNm), end);
  const start = Math.floor(low);
  const count = Math.ceil(high) - start;
  const length = (i: number): number => Math.min(high, i + 1) - Math.max(low, i);
  return { start, weights: Array.from({ length: count }, (_, i) => length(start + i)) };
}

/** Linear interpolation between the centres of two voxels; beyond the outermost centres their values go on. */
function between({ fromNm, toNm, begin, end }: AxisSpec, index: number): Taps {
  const centre = snapped(((index + 0.5) * toNm) / fromNm - 0.5);
  const at = Math.min(Math.max(centre, begin), end - 1);
  const start = Math.floor(at);
  const share = at - start;
  return { start, weights: share === 0 ? [1] : [1 - share, share] };
}

/** The voxel that holds the centre; of two that meet there, the one above. */
function nearest({ fromNm, toNm, begin, end }: AxisSpec, index: number): Taps {
  const at = Math.floor(snapped(((index + 0.5) * toNm) / fromNm));
  return { start: Math.min(Math.max(at, begin), end - 1), weights: [1] };
}
