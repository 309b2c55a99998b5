import { UnsupportedError } from '../../datasets/errors.ts';
import { type Box, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { assertInside, createBlock } from '../../datasets/memory-volume.ts';
import type { Volume, VoxelBlock } from '../../datasets/volume.ts';
import { claheBins } from '../../datasets/voxels/index.ts';
import { type ClaheCurves, createClaheCurves } from './clahe-curves.ts';

export interface Clahe {
  /** Voxels of a tile; 1 along z works on each slice alone. */
  readonly tile: Xyz;
  /** The most that one grey value keeps, as a share of a tile's voxels; 0 or 1: no limit. */
  readonly clip: number;
}

const MAXIMA = { uint8: 255, uint16: 65_535 } as const;

/**
 * Contrast limited adaptive histogram equalisation, in slices or in 3-D, of uint8 or uint16. Tiles begin at the volume's first
 * voxel, so that any box reads as the same part of the whole; curves are interpolated linearly between the middles of tiles.
 * Of a tile beyond the volume's end the voxels before it are mirrored. The grey values that there can be are what is spread,
 * not those that there are: an image in a few of them needs `--contrast` first.
 * Memory: a box and the tiles around it, a layer of tiles at a time, and the curves of some thousand tiles.
 * @throws UnsupportedError for other types and several channels.
 */
export function equalizeVolume(volume: Volume, { tile, clip }: Clahe): Volume {
  const { dataType, numChannels, bounds } = volume;
  if (dataType !== 'uint8' && dataType !== 'uint16') throw notGrey(dataType);
  if (numChannels !== 1) throw severalChannels(numChannels);
  const maximum = MAXIMA[dataType];
  const curves = createClaheCurves(volume, { tile, clip, maximum });
  return {
    ...volume,
    async read(box, options) {
      assertInside(bounds, box, 'read');
      const source = await volume.read(box, options);
      const target = createBlock(dataType, source.size);
      if (target.data.length === 0) return target;
      const needed = ([0, 1, 2] as const).map((axis) =>
        weightsAlong(box, bounds, axis, tile[axis]),
      ) as unknown as Weights;
      await curves.prepare(tilesOf(needed), options?.signal);
      mapBlock(source, target, needed, { curves, maximum });
      return target;
    },
  };
}

/** For each voxel of a box along one axis: the tile below its place, the one above, and how much the one above weighs. */
interface AxisWeights {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly share: Float64Array;
}

type Weights = readonly [x: AxisWeights, y: AxisWeights, z: AxisWeights];

function weightsAlong(box: Box, bounds: Box, axis: 0 | 1 | 2, size: number): AxisWeights {
  const count = box.end[axis] - box.begin[axis];
  const last = Math.ceil((bounds.end[axis] - bounds.begin[axis]) / size) - 1;
  const clamp = (tile: number) => Math.min(last, Math.max(0, tile));
  const [lower, upper, share] = [new Int32Array(count), new Int32Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    // From the middle of the first tile, in tiles, to the middle of the voxel.
    const at = (box.begin[axis] - bounds.begin[axis] + i + 0.5) / size - 0.5;
    const below = Math.floor(at);
    lower[i] = clamp(below);
    upper[i] = clamp(below + 1);
    share[i] = at - below;
  }
  return { lower, upper, share };
}

/** First and last tile along each axis, as a box. */
function tilesOf(weights: Weights): Box {
  const side = (of: (w: AxisWeights) => number): Xyz => xyz(of(weights[0]), of(weights[1]), of(weights[2]));
  const begin = side(({ lower }) => lower[0]!);
  const end = side(({ upper }) => upper.at(-1)! + 1);
  return { begin, end };
}

interface Mapping {
  readonly curves: ClaheCurves;
  readonly maximum: number;
}

function mapBlock(
  source: VoxelBlock,
  target: VoxelBlock,
  [x, y, z]: Weights,
  { curves, maximum }: Mapping,
): void {
  const [nx, ny, nz] = source.size;
  const [from, to] = [source.data as Uint8Array, target.data as Uint8Array];
  const perBin = (maximum + 1) / claheBins(maximum);
  for (let k = 0, i = 0; k < nz; k++) {
    const [z0, z1, wz] = [z.lower[k]!, z.upper[k]!, z.share[k]!];
    for (let j = 0; j < ny; j++) {
      const [y0, y1, wy] = [y.lower[j]!, y.upper[j]!, y.share[j]!];
      let [tile0, tile1] = [-1, -1];
      let corner: readonly Float32Array[] = [];
      for (let column = 0; column < nx; column++, i++) {
        const [x0, x1, wx] = [x.lower[column]!, x.upper[column]!, x.share[column]!];
        if (x0 !== tile0 || x1 !== tile1) {
          corner = [z0, z1].flatMap((tz) =>
            [y0, y1].flatMap((ty) => [x0, x1].map((tx) => curves.at(tx, ty, tz))),
          );
          [tile0, tile1] = [x0, x1];
        }
        const bin = Math.floor(from[i]! / perBin);
        const a = corner[0]![bin]! * (1 - wx) + corner[1]![bin]! * wx;
        const b = corner[2]![bin]! * (1 - wx) + corner[3]![bin]! * wx;
        const c = corner[4]![bin]! * (1 - wx) + corner[5]![bin]! * wx;
        const d = corner[6]![bin]! * (1 - wx) + corner[7]![bin]! * wx;
        const value = (a * (1 - wy) + b * wy) * (1 - wz) + (c * (1 - wy) + d * wy) * wz;
        to[i] = Math.min(maximum, Math.floor(value + 0.5));
      }
    }
  }
}

const notGrey = (got: string) =>
  new UnsupportedError({
    subject: '--clahe',
    expected: 'uint8 or uint16',
    got,
    cure: 'Give --contrast LOW,HIGH or --contrast 1%,99% with it',
  });

const severalChannels = (got: number) =>
  new UnsupportedError({
    subject: '--clahe',
    expected: '1 channel',
    got: `${got}`,
    cure: 'Take one with --channel',
  });
