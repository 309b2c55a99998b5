import { type Box, mapXyz, volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { type ChunkGrid, chunkBox } from '../../datasets/precomputed/index.ts';
import { type ShardGrid, type ShardingSpec, shardName } from '../../datasets/precomputed/sharding/index.ts';

/** Chunks that one thread reads as one box and writes. Never of two shards. */
export interface Piece {
  /** Place in the plan, from 0. */
  readonly index: number;
  /** Grid positions of the chunks; one along z. */
  readonly cells: Box;
  /** File name of the shard that the chunks go to; absent where each chunk is a file. */
  readonly shard?: string;
}

/** Shards of a scale, and what their names are made with. */
export interface Shards {
  readonly spec: ShardingSpec;
  readonly grid: ShardGrid;
}

/**
 * Cuts a grid of chunks into pieces, layer by layer along z, and in a layer along y, then x. Sources are made of slices or
 * have x fastest: a piece that is wide in x and y and thin in z reads each of their bytes once, while a layer of chunks
 * fits into what sources keep.
 * @param chunkBytes of a whole chunk, decoded.
 * @param pieceBytes the most a piece holds, unless a single chunk is larger.
 */
export function cutIntoPieces(
  grid: ChunkGrid,
  shards: Shards | undefined,
  { chunkBytes, pieceBytes }: { readonly chunkBytes: number; readonly pieceBytes: number },
): Piece[] {
  const unit = mapXyz((n, i) => Math.min(n, shards?.grid.cellsPerShard[i] ?? n), grid.gridSize);
  const fitting = Math.max(1, Math.floor(pieceBytes / chunkBytes));
  const width = Math.min(unit[0], fitting);
  const height = Math.min(unit[1], Math.max(1, Math.floor(fitting / width)));
  const pieces: Piece[] = [];
  for (let z = 0; z < grid.gridSize[2]; z++) {
    for (const [y0, y1] of spans(grid.gridSize[1], unit[1], height)) {
      for (const [x0, x1] of spans(grid.gridSize[0], unit[0], width)) {
        const cells = { begin: xyz(x0, y0, z), end: xyz(x1, y1, z + 1) };
        const shard = shards && shardOf(shards, cells.begin);
        pieces.push({ index: pieces.length, cells, shard });
      }
    }
  }
  return pieces;
}

/** `[0, length)` cut at multiples of `unit`, and each of these into steps. */
function* spans(length: number, unit: number, step: number): Generator<readonly [number, number]> {
  for (let start = 0; start < length; start += unit) {
    const end = Math.min(start + unit, length);
    for (let at = start; at < end; at += step) yield [at, Math.min(at + step, end)];
  }
}

function shardOf({ spec, grid }: Shards, cell: Xyz): string {
  const { shard } = grid.at(mapXyz((p, i) => Math.floor(p / grid.cellsPerShard[i]), cell));
  return shardName(spec, shard);
}

/** Chunks of a piece. */
export const chunksOf = ({ cells: { begin, end } }: Piece): number =>
  volumeOf(mapXyz((e, i) => e - begin[i], end));

/** Voxels of a piece, in the coordinates of the volume. */
export function boxOfPiece(grid: ChunkGrid, { cells }: Piece): Box {
  const last = mapXyz((e) => e - 1, cells.end);
  return { begin: chunkBox(grid, cells.begin).begin, end: chunkBox(grid, last).end };
}
