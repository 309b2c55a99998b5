import type { Box, Xyz } from '../../geometry/index.ts';
import { growNeurites } from '../growth/grow.ts';
import type { Neurites } from '../growth/neurites.ts';
import type { Candidates } from './locate.ts';
import { type Mitochondria, placeMitochondria } from './mitochondria.ts';
import { createSegments, type Segments } from './segments.ts';
import { createWarp, type Warp } from './warp.ts';

/** Everything that is in a phantom, before anyone looks at it. Memory: about 250 bytes for each 40 nm of centre line. */
export interface Scene {
  readonly seed: number;
  readonly bounds: Box;
  readonly voxelSizeNm: Xyz;
  readonly neurites: Neurites;
  readonly segments: Segments;
  readonly mitochondria: Mitochondria;
  /** What `visitBox` remembers from box to box. */
  readonly remembered: Map<string, Candidates>;
  /** A new one each time: it remembers where it was asked last. */
  createWarp(): Warp;
}

export function createScene(size: Xyz, voxelSizeNm: Xyz, seed: number): Scene {
  const extentNm = [size[0] * voxelSizeNm[0], size[1] * voxelSizeNm[1], size[2] * voxelSizeNm[2]] as const;
  const neurites = growNeurites(extentNm, seed);
  const segments = createSegments(neurites);
  return {
    seed,
    bounds: { begin: [0, 0, 0], end: size },
    voxelSizeNm,
    neurites,
    segments,
    mitochondria: placeMitochondria(segments, seed),
    remembered: new Map(),
    createWarp: () => createWarp(extentNm, seed),
  };
}
