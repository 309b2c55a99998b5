import { type Box, boxSize, mapXyz, volumeOf, xyz } from '../geometry/index.ts';
import type { Volume, VoxelBlock } from '../volume.ts';
import { hashPoint } from './hash.ts';
import type { Look } from './paint/look.ts';
import { normalOf } from './random.ts';
import { render } from './render.ts';
import type { Scene } from './scene/scene.ts';
import { createTiledVolume } from './tiles.ts';
import { createWedgeKernel, WEDGE_REACH } from './wedge.ts';

const LOOK: Look = { softnessNm: 2.6, black: 40 };

/** Grey of the middle, which becomes 0, and of one unit. */
const MIDDLE = 140;
const UNIT_GREY = 60;
/** Deviation of each voxel's noise before the wedge is cut out, in units: several times the signal's. */
const NOISE_UNITS = 2;

/**
 * A tomogram of a thick section, tilted about y: float32, about 0 in the middle, dense matter negative. The wedge that no
 * tilt saw is missing from signal and noise alike.
 */
export function createTomogram(scene: Scene): Volume {
  const { bounds, voxelSizeNm } = scene;
  const kernel = createWedgeKernel();
  return createTiledVolume({
    dataType: 'float32',
    bounds,
    voxelSizeNm,
    tileSize: xyz(128, 64, 64),
    make(box) {
      const wide: Box = {
        begin: mapXyz((v, i) => (i === 1 ? v : v - WEDGE_REACH), box.begin),
        end: mapXyz((v, i) => (i === 1 ? v : v + WEDGE_REACH), box.end),
      };
      return filter(addNoise(render(scene, wide, LOOK), wide, scene.seed), box, kernel);
    },
  });
}

function addNoise(grey: Float32Array, { begin, end }: Box, seed: number): Float32Array {
  let i = 0;
  for (let z = begin[2]; z < end[2]; z++) {
    for (let y = begin[1]; y < end[1]; y++) {
      for (let x = begin[0]; x < end[0]; x++, i++) {
        grey[i] = (grey[i] - MIDDLE) / UNIT_GREY + NOISE_UNITS * normalOf(hashPoint(seed + 180, x, y, z));
      }
    }
  }
  return grey;
}

/** @param field of the box and the kernel's reach more on each side in x and z. */
function filter(field: Float32Array, box: Box, kernel: Float64Array): VoxelBlock {
  const size = boxSize(box);
  const [nx, ny, nz] = size;
  const wx = nx + 2 * WEDGE_REACH;
  const data = new Float32Array(volumeOf(size));
  const row = new Float64Array(nx);
  const middle = (kernel.length - 1) / 2;
  const edge = 2 * WEDGE_REACH + 1;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const centre = WEDGE_REACH + wx * (y + ny * (z + WEDGE_REACH));
      for (let x = 0; x < nx; x++) row[x] = kernel[middle] * field[centre + x];
      // The kernel is point-symmetric: two voxels a weight.
      for (let k = middle + 1; k < kernel.length; k++) {
        const dx = (k % edge) - WEDGE_REACH;
        const step = dx + wx * ny * (Math.floor(k / edge) - WEDGE_REACH);
        const weight = kernel[k];
        for (let x = 0, i = centre; x < nx; x++, i++) row[x] += weight * (field[i + step] + field[i - step]);
      }
      data.set(row, nx * (y + ny * z));
    }
  }
  return { dataType: 'float32', size, numChannels: 1, data };
}
