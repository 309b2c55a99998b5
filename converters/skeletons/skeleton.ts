/** A graph of points along the middle of one label. */
export interface Skeleton {
  /** x, y, z of each vertex. */
  readonly positions: Float32Array;
  /** Two vertex numbers an edge. */
  readonly edges: Uint32Array;
  /** Distance to the label's surface at each vertex, nanometres; Infinity in a piece of a label without any surface. */
  readonly radiiNm: Float32Array;
}

/** How skeletons are made. Lengths in nanometres. */
export interface SkeletonOptions {
  /** A path at distance d from the surface covers what lies within `scale * d + constantNm` of it. */
  readonly scale: number;
  readonly constantNm: number;
  /** Components whose middle is deeper than this have a soma: paths begin in its centre. */
  readonly somaNm: number;
  /**
   * Labels of fewer voxels in all have no skeleton, nor have their components of fewer, but for the largest.
   */
  readonly minVoxels: number;
  /** Rounds of smoothing of the vertices' positions. */
  readonly smoothing: number;
}

/** Values that suit neurites in EM at 4 to 40 nm. */
export const SKELETON_DEFAULTS: SkeletonOptions = {
  scale: 1.5,
  constantNm: 300,
  somaNm: 1100,
  minVoxels: 100,
  smoothing: 12,
};
