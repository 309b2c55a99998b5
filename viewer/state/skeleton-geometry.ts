import type { Xyz } from '../../datasets/geometry/index.ts';

/** Lines of one segment. */
export interface SkeletonGeometry {
  /** Where (0, 0, 0) of the ends lies, in nanometres. */
  readonly originNm: Xyz;
  /** x, y, z of both ends of each line, in nanometres from the origin. */
  readonly ends: Float32Array;
}

/** Lines are seen this far from the plane of a cross-section, Neuroglancer's; CSS pixels. */
export const LINE_DEPTH_PX = 10;
