import { type Box, boxOf, boxSize, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';

export interface Placement {
  /** Where the volume's first voxel goes. Default: where it is. */
  readonly origin?: Xyz;
  /** Nanometres. Default: what the volume says. */
  readonly voxelSizeNm?: Xyz;
}

/** The same voxels at another place or size. */
export function placeVolume(volume: Volume, { origin, voxelSizeNm }: Placement): Volume {
  const from = volume.bounds.begin;
  const to = origin ?? from;
  const shift = xyz(from[0] - to[0], from[1] - to[1], from[2] - to[2]);
  return {
    ...volume,
    bounds: boxOf(to, boxSize(volume.bounds)),
    voxelSizeNm: voxelSizeNm ?? volume.voxelSizeNm,
    read: (box, options) => volume.read(shifted(box, shift), options),
  };
}

function shifted({ begin, end }: Box, by: Xyz): Box {
  return {
    begin: [begin[0] + by[0], begin[1] + by[1], begin[2] + by[2]],
    end: [end[0] + by[0], end[1] + by[1], end[2] + by[2]],
  };
}
