import { boxSize, mapXyz } from '../../datasets/geometry/index.ts';
import type { LayerScale } from './layer.ts';

/** A pixel counts as a little larger than it is, so that scales do not flip at exact powers of two. */
const PIXEL_SLACK = 1.1;

/** An axis that is not downsampled differs by less than this. */
const SAME = 1.01;

/**
 * Which scales a cross-section draws, coarsest first: the last is the one wanted, those before it stand in while it loads.
 * Source: spec/viewer.md 4.3 (Neuroglancer's choice).
 * All three axes count, whichever the plane.
 * @param pixelNm side of a device pixel in nanometres.
 * @returns indices into `scales`.
 */
export function chooseScales(scales: readonly LayerScale[], pixelNm: number): number[] {
  const target = pixelNm * PIXEL_SLACK;
  const sizes = (index: number) => (scales[index] as LayerScale).voxelSizeNm;
  const finest = sizes(0);
  const chosen = [scales.length - 1];
  for (let index = scales.length - 2; index >= 0; index--) {
    const coarser = sizes(index + 1);
    const finer = sizes(index);
    const mayGain = coarser.some((v, i) => v > target && v > SAME * (finest[i] as number));
    if (!mayGain) break;
    const gains = finer.some((v, i) => {
      const old = coarser[i] as number;
      return Math.abs(target - v) < Math.abs(target - old) && v < SAME * old;
    });
    if (!gains) break;
    chosen.push(index);
  }
  return chosen;
}

/** Number of chunks per axis. */
export const gridOf = ({ bounds, chunkSize }: LayerScale) =>
  mapXyz((size, i) => Math.ceil(size / chunkSize[i]), boxSize(bounds));
