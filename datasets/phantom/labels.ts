import { type Box, boxSize, mapXyz, volumeOf, xyz } from '../geometry/index.ts';
import { copyBox, createBlock } from '../memory-volume.ts';
import type { Volume, VoxelBlock } from '../volume.ts';
import { createLabeller, keepConnected, LABEL_HALO } from './scene/label.ts';
import type { Scene } from './scene/scene.ts';
import { visitBox } from './scene/visit.ts';
import { createTiledVolume } from './tiles.ts';

/** The truth: uint32, the neurite's id, 0 in walls. */
export function createLabels(scene: Scene): Volume {
  const { bounds, voxelSizeNm } = scene;
  const label = createLabeller(scene);
  return createTiledVolume({
    dataType: 'uint32',
    bounds,
    voxelSizeNm,
    tileSize: xyz(128, 128, 64),
    make(box) {
      const wide = grow(box, LABEL_HALO);
      const marks = new Uint32Array(volumeOf(boxSize(wide)));
      visitBox(scene, wide, (i, hit) => {
        marks[i] = label(hit);
      });
      return cut(createUint32(keepConnected(marks, wide, bounds), wide), wide, box);
    },
  });
}

const createUint32 = (data: Uint32Array, box: Box): VoxelBlock => ({
  dataType: 'uint32',
  size: boxSize(box),
  numChannels: 1,
  data,
});

export const grow = ({ begin, end }: Box, by: number): Box => ({
  begin: mapXyz((v) => v - by, begin),
  end: mapXyz((v) => v + by, end),
});

function cut(block: VoxelBlock, from: Box, box: Box): VoxelBlock {
  const part = createBlock(block.dataType, boxSize(box));
  copyBox({ block, origin: from.begin }, { block: part, origin: box.begin }, box);
  return part;
}
