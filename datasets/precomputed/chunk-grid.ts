import { InvalidDataError } from '../errors.ts';
import { type Box, intersectBoxes, mapXyz, type Xyz, xyz } from '../geometry/index.ts';

/** A regular grid of chunks, anchored at the first voxel of the volume and cut at its last. */
export interface ChunkGrid {
  readonly bounds: Box;
  /** Voxels of a whole chunk. */
  readonly chunkSize: Xyz;
  /** Chunks per axis. */
  readonly gridSize: Xyz;
}

/** @param bounds of the volume. @param chunkSize positive integers. */
export function createChunkGrid(bounds: Box, chunkSize: Xyz): ChunkGrid {
  const gridSize = mapXyz((n, i) => Math.ceil((bounds.end[i] - bounds.begin[i]) / n), chunkSize);
  return { bounds, chunkSize, gridSize };
}

/**
 * The voxels of one chunk.
 * @param position in the grid, from (0, 0, 0).
 * @throws InvalidDataError for a position outside the grid.
 */
export function chunkBox({ bounds, chunkSize, gridSize }: ChunkGrid, position: Xyz): Box {
  if (!position.every((p, i) => Number.isInteger(p) && p >= 0 && p < gridSize[i as 0 | 1 | 2])) {
    throw new InvalidDataError({
      subject: 'chunk position',
      expected: `integers below ${gridSize.join(', ')}`,
      got: position.join(', '),
    });
  }
  const begin = mapXyz((p, i) => bounds.begin[i] + p * chunkSize[i], position);
  return { begin, end: mapXyz((b, i) => Math.min(b + chunkSize[i], bounds.end[i]), begin) };
}

/** `x0-x1_y0-y1_z0-z1`: the file name of an unsharded chunk, from absolute coordinates. */
export function chunkName({ begin, end }: Box): string {
  return ([0, 1, 2] as const).map((i) => `${begin[i]}-${end[i]}`).join('_');
}

const CHUNK_NAME = /^(-?\d+)-(-?\d+)_(-?\d+)-(-?\d+)_(-?\d+)-(-?\d+)$/;

/** @returns the box that a file name stands for; undefined for names of other things. */
export function parseChunkName(name: string): Box | undefined {
  const match = CHUNK_NAME.exec(name);
  if (!match) return undefined;
  const [x0, x1, y0, y1, z0, z1] = match.slice(1).map(Number);
  return { begin: xyz(x0, y0, z0), end: xyz(x1, y1, z1) };
}

/** Grid positions of the chunks that share a voxel with `box`, x fastest. */
export function* chunksIn(grid: ChunkGrid, box: Box = grid.bounds): Generator<Xyz> {
  const common = intersectBoxes(grid.bounds, box);
  if (!common) return;
  const { bounds, chunkSize } = grid;
  const first = mapXyz((b, i) => Math.floor((b - bounds.begin[i]) / chunkSize[i]), common.begin);
  const last = mapXyz((e, i) => Math.floor((e - 1 - bounds.begin[i]) / chunkSize[i]), common.end);
  for (let z = first[2]; z <= last[2]; z++) {
    for (let y = first[1]; y <= last[1]; y++) {
      for (let x = first[0]; x <= last[0]; x++) yield xyz(x, y, z);
    }
  }
}
