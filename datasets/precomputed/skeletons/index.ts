export { encodeSkeleton, encodeSkeletonInfo, RADIUS, type SkeletonFolder } from './encode-skeleton.ts';
export { createSkeletonReader, type PlacedSkeleton, type ReadSkeleton } from './read-skeletons.ts';
export {
  decodeSkeleton,
  parseSkeletonInfo,
  SKELETONS_TYPE,
  type Skeleton,
  type SkeletonInfo,
  type VertexAttribute,
} from './skeleton.ts';
