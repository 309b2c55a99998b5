import { type Box, boxSize, volumeOf, xyz } from '../geometry/index.ts';
import type { Volume, VoxelBlock } from '../volume.ts';
import { hashPoint } from './hash.ts';
import { grow } from './labels.ts';
import { createNoise } from './noise.ts';
import type { Look } from './paint/look.ts';
import { normalOf } from './random.ts';
import { render } from './render.ts';
import type { Scene } from './scene/scene.ts';
import { createTiledVolume } from './tiles.ts';

const LOOK: Look = { softnessNm: 7, black: 46 };

/** What is added to each voxel, grey values: deviation of its own noise, and of sections among themselves. */
const NOISE_GREY = 5.2;
const SECTION_BRIGHTNESS_GREY = 1.6;
const SECTION_CONTRAST = 0.018;
/** Slow differences of brightness within the plane, as charging leaves. */
const SHADE_GREY = 4;
const SHADE_NM = 1700;
/** Middle of the grey values, about which contrast changes. */
const MIDDLE = 130;

/** How a voxel and its neighbours on each side are mixed, in x and y, and in z. */
const BLUR_XY = [0.2, 0.6, 0.2] as const;
const BLUR_Z = [0.16, 0.68, 0.16] as const;

/** An electron microscope's view: uint8, membranes dark, section by section along z. */
export function createEmImage(scene: Scene): Volume {
  const { bounds, voxelSizeNm, seed } = scene;
  return createTiledVolume({
    dataType: 'uint8',
    bounds,
    voxelSizeNm,
    tileSize: xyz(64, 64, 64),
    make(box) {
      const wide = grow(box, 1);
      return expose(blur(render(scene, wide, LOOK), wide), box, { seed, scene });
    },
  });
}

/** Each axis in turn; only the inner voxels of the result are right. */
function blur(grey: Float32Array, box: Box): Float32Array {
  const [nx, ny] = boxSize(box);
  let from = grey;
  for (const [stride, [side, middle]] of [
    [1, BLUR_XY],
    [nx, BLUR_XY],
    [nx * ny, BLUR_Z],
  ] as const) {
    const to = new Float32Array(from.length);
    for (let i = stride; i < from.length - stride; i++) {
      to[i] = middle * from[i] + side * (from[i - stride] + from[i + stride]);
    }
    from = to;
  }
  return from;
}

/** Noise and rounding. @param grey of the box and one voxel more on each side. */
function expose(grey: Float32Array, box: Box, { seed, scene }: { seed: number; scene: Scene }): VoxelBlock {
  const size = boxSize(box);
  const data = new Uint8Array(volumeOf(size));
  const shade = createNoise(seed + 170, SHADE_NM);
  const [sx, sy, sz] = scene.voxelSizeNm;
  const wx = size[0] + 2;
  const wy = size[1] + 2;
  let i = 0;
  for (let z = box.begin[2]; z < box.end[2]; z++) {
    const brightness = SECTION_BRIGHTNESS_GREY * normalOf(hashPoint(seed + 171, z, 0, 0));
    const contrast = 1 + SECTION_CONTRAST * normalOf(hashPoint(seed + 172, z, 0, 0));
    for (let y = box.begin[1]; y < box.end[1]; y++) {
      const row = 1 - box.begin[0] + wx * (y - box.begin[1] + 1 + wy * (z - box.begin[2] + 1));
      for (let x = box.begin[0]; x < box.end[0]; x++, i++) {
        const light = shade.at(x * sx, y * sy, 0.4 * z * sz);
        const noise = NOISE_GREY * normalOf(hashPoint(seed + 173, x, y, z));
        const value = MIDDLE + contrast * (grey[row + x] - MIDDLE) + brightness + SHADE_GREY * light + noise;
        data[i] = value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5);
      }
    }
  }
  return { dataType: 'uint8', size, numChannels: 1, data };
}
