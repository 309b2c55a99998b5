import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { type ChunkGrid, chunksIn } from '../../datasets/precomputed/index.ts';

/**
 * Positions of a grid, spread over all of it: one at a random place of each of `most` equal stretches. The same grid
 * and number give the same positions. All of them, x fastest, where there are no more than `most`.
 */
export function* samplePositions(grid: ChunkGrid, most: number): Generator<Xyz> {
  const [x, y, z] = grid.gridSize;
  const total = x * y * z;
  if (total <= most) return yield* chunksIn(grid);
  const random = createRandom(total);
  for (let i = 0; i < most; i++) {
    const first = Math.floor((i * total) / most);
    const last = Math.floor(((i + 1) * total) / most);
    const at = first + Math.floor(random() * (last - first));
    yield xyz(at % x, Math.floor(at / x) % y, Math.floor(at / (x * y)));
  }
}

/** Marsaglia's xorshift32: spread matters here, quality does not. In [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
