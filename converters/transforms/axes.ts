import { type Box, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { createBlock } from '../../datasets/memory-volume.ts';
import type { Volume, VoxelBlock } from '../../datasets/volume.ts';

/**
 * The volume with its y and z axes exchanged, as tomograms are often stored the other way round than slices are cut.
 * Origin and voxel size are exchanged too.
 */
export function swapYz(volume: Volume): Volume {
  const { begin, end } = volume.bounds;
  return {
    ...volume,
    bounds: { begin: swap(begin), end: swap(end) },
    voxelSizeNm: volume.voxelSizeNm && swap(volume.voxelSizeNm),
    read: async (box, options) => transpose(await volume.read(swapBox(box), options)),
  };
}

const swap = ([x, y, z]: Xyz): Xyz => xyz(x, z, y);
const swapBox = ({ begin, end }: Box): Box => ({ begin: swap(begin), end: swap(end) });

/** Moves whole rows along x, which stay as they are. */
function transpose(block: VoxelBlock): VoxelBlock {
  const [sx, sy, sz] = block.size;
  const out = createBlock(block.dataType, xyz(sx, sz, sy), block.numChannels);
  const source = block.data as Uint8Array;
  const target = out.data as Uint8Array;
  for (let c = 0; c < block.numChannels; c++) {
    for (let z = 0; z < sz; z++) {
      for (let y = 0; y < sy; y++) {
        const from = sx * (y + sy * (z + sz * c));
        target.set(source.subarray(from, from + sx), sx * (z + sz * (y + sy * c)));
      }
    }
  }
  return out;
}
