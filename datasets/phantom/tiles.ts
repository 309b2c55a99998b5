import { type Box, boxOf, boxSize, intersectBoxes, mapXyz, type Xyz, xyz } from '../geometry/index.ts';
import { assertInside, copyBox, createBlock } from '../memory-volume.ts';
import { throwIfAborted } from '../stores/index.ts';
import type { DataType, Volume, VoxelBlock } from '../volume.ts';

export interface TiledVolume {
  readonly dataType: DataType;
  readonly bounds: Box;
  readonly voxelSizeNm: Xyz;
  /** Voxels. */
  readonly tileSize: Xyz;
  /** Makes the voxels of a box that is no larger than a tile. */
  make(box: Box): VoxelBlock;
}

/** A volume that is made where it is read, tile by tile: memory is what is asked for and one tile. */
export function createTiledVolume({ dataType, bounds, voxelSizeNm, tileSize, make }: TiledVolume): Volume {
  return {
    dataType,
    numChannels: 1,
    bounds,
    voxelSizeNm,
    async read(box, { signal } = {}) {
      assertInside(bounds, box, 'read');
      const target = { block: createBlock(dataType, boxSize(box)), origin: box.begin };
      for (const part of partsOf(box, tileSize)) {
        throwIfAborted(signal, 'phantom');
        copyBox({ block: make(part), origin: part.begin }, target, part);
        // Making a tile takes long enough for a Ctrl-C to arrive meanwhile.
        await new Promise((resolve) => setTimeout(resolve));
      }
      return target.block;
    },
  };
}

function* partsOf(box: Box, tile: Xyz): Generator<Box> {
  const first = mapXyz((v, i) => Math.floor(v / tile[i]) * tile[i], box.begin);
  for (let z = first[2]; z < box.end[2]; z += tile[2]) {
    for (let y = first[1]; y < box.end[1]; y += tile[1]) {
      for (let x = first[0]; x < box.end[0]; x += tile[0]) {
        const part = intersectBoxes(box, boxOf(xyz(x, y, z), tile));
        if (part) yield part;
      }
    }
  }
}
