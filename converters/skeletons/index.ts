export { joinPieces } from './join-pieces.ts';
export { lengthNmOf } from './length.ts';
export { removeCovered, removeTicks } from './remove-ticks.ts';
export { rootedForest } from './rooted.ts';
export { SKELETON_DEFAULTS, type Skeleton, type SkeletonOptions } from './skeleton.ts';
export { type BlockInput, type BlockSkeletons, skeletonizeBlock } from './skeletonize-block.ts';
