import type { Zyx } from '../../datasets/geometry/index.ts';
import { INPUT_CHANNELS } from './conv-stack-3d.ts';

/** Planes that one tile computes together. */
export const TILE_PLANES = 4;
/** Planes that those depend on: one more on either side. */
export const TILE_REACH = TILE_PLANES + 2;
/** Channels of the packed tiles: image and seed of each plane in reach, and 1 in the gap rows, 0 elsewhere. */
export const TILE_CHANNELS = TILE_REACH * INPUT_CHANNELS + 1;

/**
 * How a field of view is cut along z, so that two-dimensional operators can work on it. Lane k of 4 holds planes k, k + 4, k + 8 …,
 * one below the other as rows of one image; a gap row above each keeps a 3x3 kernel from reaching into the plane above.
 * The last z mod 4 planes stand alone.
 */
export interface PlaneTiles {
  /** Field of view in voxels. */
  readonly size: Zyx;
  /** Whole tiles of 4 planes, as many as planes in each lane. */
  readonly tiles: number;
  /** Planes that are left over: 0 to 3. */
  readonly rest: number;
  /** Rows of a lane: tiles * (y + 1). */
  readonly rows: number;
}

export function cutPlanes(size: Zyx): PlaneTiles {
  const tiles = Math.floor(size[0] / TILE_PLANES);
  return { size, tiles, rest: size[0] - tiles * TILE_PLANES, rows: tiles * (size[1] + 1) };
}

/** Shapes of what `packPlanes` makes, without the batch; absent where there are no tiles, or no rest. */
export function packedShapes({ size: [, y, x], tiles, rest, rows }: PlaneTiles) {
  return {
    ...(tiles > 0 && { tiles: [TILE_CHANNELS, rows, x] as const }),
    ...(rest > 0 && { rest: [(rest + 1) * INPUT_CHANNELS, y, x] as const }),
  };
}

/**
 * @param image and seed: [batch, z, y, x].
 * @returns `tiles` [batch, 13, rows, x]: channel 2 p + c of tile j is plane 4 j + p - 1 of image (c = 0) or seed (c = 1), zero outside;
 *   `rest` [batch, 2 (rest + 1), y, x]: the same for the planes left over, from the one before them.
 */
export function packPlanes(plan: PlaneTiles, image: Float32Array, seed: Float32Array, batch: number) {
  const { size, tiles, rest, rows } = plan;
  const [depth, height, width] = size;
  const area = height * width;
  const lane = rows * width;
  const packed = {
    tiles: new Float32Array(batch * TILE_CHANNELS * lane),
    rest: new Float32Array(batch * (rest > 0 ? (rest + 1) * INPUT_CHANNELS : 0) * area),
  };
  const copy = (to: Float32Array, at: (channel: number) => number, b: number, z: number) => {
    if (z < 0 || z >= depth) return;
    const from = (b * depth + z) * area;
    for (const [c, source] of [image, seed].entries()) to.set(source.subarray(from, from + area), at(c));
  };
  for (let b = 0; b < batch; b++) {
    for (let j = 0; j < tiles; j++) {
      const row = j * (height + 1) * width;
      const at = (channel: number) => (b * TILE_CHANNELS + channel) * lane + row;
      packed.tiles.fill(1, at(TILE_CHANNELS - 1), at(TILE_CHANNELS - 1) + width);
      for (let p = 0; p < TILE_REACH; p++) {
        copy(packed.tiles, (c) => at(INPUT_CHANNELS * p + c) + width, b, TILE_PLANES * j + p - 1);
      }
    }
    for (let p = 0; rest > 0 && p <= rest; p++) {
      const at = (c: number) => (b * (rest + 1) * INPUT_CHANNELS + INPUT_CHANNELS * p + c) * area;
      copy(packed.rest, at, b, TILE_PLANES * tiles + p - 1);
    }
  }
  return packed;
}

/**
 * @param lanes four of [batch, 1, rows, x], or none where there are no tiles.
 * @param rest planes left over, [batch, 1, y, x] each.
 * @returns [batch, z, y, x].
 */
export function unpackPlanes(
  { size, tiles, rows }: PlaneTiles,
  lanes: readonly Float32Array[],
  rest: readonly Float32Array[],
  batch: number,
): Float32Array {
  const [depth, height, width] = size;
  const area = height * width;
  const values = new Float32Array(batch * depth * area);
  for (let b = 0; b < batch; b++) {
    const put = (z: number, source: Float32Array, from: number) =>
      values.set(source.subarray(from, from + area), (b * depth + z) * area);
    for (const [k, lane] of lanes.entries()) {
      for (let j = 0; j < tiles; j++) {
        put(TILE_PLANES * j + k, lane, (b * rows + j * (height + 1) + 1) * width);
      }
    }
    for (const [k, plane] of rest.entries()) put(TILE_PLANES * tiles + k, plane, b * area);
  }
  return values;
}
