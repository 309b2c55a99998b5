/** What training takes, before it begins. */
import { toZyx, volumeOf } from '../../../datasets/geometry/index.ts';
import { type ConvStack3DConfig, listLayers } from '../../model/index.ts';
import { createGrid, paddedChannels, weightCount } from '../../simd/index.ts';

const FLOAT = 4;
/** Weights, the same turned around, their gradient. */
const WEIGHT_ARRAYS = 3;
/** For outputs and gradients on their way, of each width. */
const SCRATCH_GRIDS = 3;

/** Floating-point operations of one example, forward and backward, a multiplication and an addition being two. */
export function flopsOfExample(config: ConvStack3DConfig): number {
  const voxels = volumeOf(config.fovSize);
  return listLayers(config).reduce((sum, { kernelSize, inChannels, outChannels }, i) => {
    // The gradient of the weights costs what the layer costs, that of its input too; nobody needs that of the image.
    const times = i === 0 ? 2 : 3;
    return sum + times * 2 * kernelSize ** 3 * inChannels * outChannels * voxels;
  }, 0);
}

/** Memory of a network that trains, at most: of each thread. */
export function bytesOfStack(config: ConvStack3DConfig): number {
  const size = toZyx(config.fovSize);
  const pairs = listLayers(config)
    .slice(0, -1)
    .map(({ inChannels, outChannels }, i) => ({
      inChannels: paddedChannels(inChannels, i === 0),
      outChannels: paddedChannels(outChannels),
    }));
  const gridBytes = (channels: number) => createGrid(size, channels).bytes;
  const widths = new Set(pairs.map(({ outChannels }) => outChannels));
  const scratch = [...widths].reduce((sum, width) => sum + SCRATCH_GRIDS * gridBytes(width), 0);
  return pairs.reduce(
    (sum, pair) => sum + gridBytes(pair.inChannels) + WEIGHT_ARRAYS * FLOAT * weightCount(pair),
    scratch,
  );
}
