import { type Box, boxSize, mapXyz, volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { Volume, VoxelBlock } from '../../datasets/volume.ts';
import { claheBins, claheCurve, tileIndices } from '../../datasets/voxels/index.ts';

/** Curves of the tiles of a volume, made when they are asked for. */
export interface ClaheCurves {
  /** Makes the curves of a box of tiles. */
  prepare(tiles: Box, signal?: AbortSignal): Promise<void>;
  /** Of a tile that was prepared last. */
  at(x: number, y: number, z: number): Float32Array;
}

export interface CurveOptions {
  readonly tile: Xyz;
  readonly clip: number;
  /** Largest grey value. */
  readonly maximum: number;
}

/** Bytes of curves that are kept from one box to the next. */
const KEPT_BYTES = 2 ** 26;

/** Voxels that are read at once for tiles, but a layer of tiles at least. */
const READ_VOXELS = 2 ** 24;

/** A tile's histogram is a pure function of the volume: what is kept saves time and changes nothing. */
export function createClaheCurves(volume: Volume, { tile, clip, maximum }: CurveOptions): ClaheCurves {
  const size = boxSize(volume.bounds);
  const bins = claheBins(maximum);
  const most = Math.max(1, Math.floor(KEPT_BYTES / (4 * bins)));
  const kept = new Map<string, Float32Array>();
  const perBin = (maximum + 1) / bins;

  const make = (block: VoxelBlock, origin: Xyz, at: Xyz): Float32Array => {
    const [x, y, z] = ([0, 1, 2] as const).map((axis) =>
      tileIndices(at[axis] * tile[axis], tile[axis], size[axis]).map((i) => i - origin[axis]),
    ) as [Int32Array, Int32Array, Int32Array];
    const histogram = new Float64Array(bins);
    const data = block.data as Uint8Array;
    for (const k of z) {
      for (const j of y) {
        const row = block.size[0] * (j + block.size[1] * k);
        for (let i = 0; i < x.length; i++) histogram[Math.floor(data[row + x[i]!]! / perBin)]! += 1;
      }
    }
    return claheCurve(histogram, { clip, maximum });
  };

  const makeLayers = async (layer: Box, signal: AbortSignal | undefined): Promise<void> => {
    const wanted = [...tilesIn(layer)].filter((at) => !kept.has(at.join()));
    if (wanted.length === 0) return;
    const voxels = voxelsOf(layer, tile, size);
    const { begin } = volume.bounds;
    const box = {
      begin: mapXyz((v, axis) => v + begin[axis], voxels.begin),
      end: mapXyz((v, axis) => v + begin[axis], voxels.end),
    };
    const block = await volume.read(box, { signal });
    for (const at of wanted) kept.set(at.join(), make(block, voxels.begin, at));
  };

  return {
    async prepare(tiles, signal) {
      const count = [...tilesIn(tiles)].length;
      // What is asked for now must not go; what is older may.
      if (kept.size + count > most) kept.clear();
      const area =
        volumeOf(xyz(tiles.end[0] - tiles.begin[0], tiles.end[1] - tiles.begin[1], 1)) * volumeOf(tile);
      const depth = Math.max(1, Math.floor(READ_VOXELS / area));
      const [x0, y0, z0] = tiles.begin;
      const [x1, y1, z1] = tiles.end;
      for (let z = z0; z < z1; z += depth)
        await makeLayers({ begin: xyz(x0, y0, z), end: xyz(x1, y1, Math.min(z + depth, z1)) }, signal);
    },
    at: (x, y, z) => kept.get(`${x},${y},${z}`)!,
  };
}

function* tilesIn({ begin, end }: Box): Generator<Xyz> {
  for (let z = begin[2]; z < end[2]; z++)
    for (let y = begin[1]; y < end[1]; y++) for (let x = begin[0]; x < end[0]; x++) yield xyz(x, y, z);
}

/** Voxels that tiles are made of, from the volume's first voxel: of the last ones, those that are mirrored, too. */
function voxelsOf({ begin, end }: Box, tile: Xyz, size: Xyz): Box {
  const mirrored = mapXyz((n, axis) => Math.max(0, 2 * (size[axis] - 1) - (n * tile[axis] - 1)), end);
  return {
    begin: mapXyz((b, axis) => Math.min(b * tile[axis], mirrored[axis]), begin),
    end: mapXyz((e, axis) => Math.min(e * tile[axis], size[axis]), end),
  };
}
