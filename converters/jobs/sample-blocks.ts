import { type Box, boxOf, boxSize, type Xyz } from '../../datasets/geometry/index.ts';

/** 27 blocks spread over the box: some 3 million voxels at most, and the same ones every time. */
const BLOCKS_PER_AXIS = 3;
export const BLOCK_EDGE = 48;

export function* sampleBlocks(box: Box): Generator<Box> {
  const size = boxSize(box);
  const starts = ([0, 1, 2] as const).map((axis) => {
    const room = Math.max(0, size[axis] - BLOCK_EDGE);
    const at = Array.from({ length: BLOCKS_PER_AXIS }, (_, i) =>
      Math.floor((room * i) / (BLOCKS_PER_AXIS - 1)),
    );
    return [...new Set(at)].map((v) => v + box.begin[axis]);
  }) as [number[], number[], number[]];
  const extent: Xyz = [
    Math.min(BLOCK_EDGE, size[0]),
    Math.min(BLOCK_EDGE, size[1]),
    Math.min(BLOCK_EDGE, size[2]),
  ];
  for (const z of starts[2])
    for (const y of starts[1]) for (const x of starts[0]) yield boxOf([x, y, z], extent);
}
