import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { Runs } from './components.ts';
import { createGrid, type Grid } from './grid.ts';

/** What a block has of a label. */
export interface RunsOfBlock {
  /** First voxel of the block in the volume. */
  readonly begin: Xyz;
  /** As `findRuns` gives them. */
  readonly runs: Uint16Array;
}

/** All voxels of a label. */
export interface WholeLabel {
  /** The box around them. Nothing is held for its voxels. */
  readonly grid: Grid;
  /** The box's first voxel in the volume. */
  readonly low: Xyz;
  readonly runs: Runs;
}

/**
 * Puts the runs of all blocks together: the same, whatever the blocks were. Memory: 16 bytes a run.
 * @param box around the label, voxels of the volume; `high` is beyond it.
 */
export function mergeRuns(
  parts: readonly RunsOfBlock[],
  { low, high }: { readonly low: Xyz; readonly high: Xyz },
  voxelSizeNm: Xyz,
): WholeLabel {
  const grid = createGrid(xyz(high[0] - low[0], high[1] - low[1], high[2] - low[2]), voxelSizeNm);
  const [nx, ny] = grid.size;
  const count = parts.reduce((sum, { runs }) => sum + runs.length / 4, 0);
  const starts = new Float64Array(count);
  const ends = new Float64Array(count);
  let at = 0;
  let isSorted = true;
  for (const { begin, runs } of parts) {
    const [x0, y0, z0] = [begin[0] - low[0] + 1, begin[1] - low[1] + 1, begin[2] - low[2] + 1];
    for (let i = 0; i < runs.length; i += 4, at++) {
      starts[at] = runs[i] + x0 + nx * (runs[i + 2] + y0 + ny * (runs[i + 3] + z0));
      ends[at] = starts[at] + runs[i + 1];
      if (at > 0 && starts[at] < starts[at - 1]) isSorted = false;
    }
  }
  // Runs do not overlap: the k-th start and the k-th end belong together.
  if (!isSorted) {
    starts.sort();
    ends.sort();
  }
  return { grid, low, runs: joined(starts, ends) };
}

/** Runs that a border of blocks cut. */
function joined(starts: Float64Array, ends: Float64Array): Runs {
  let count = 0;
  for (let i = 0; i < starts.length; i++) {
    if (count > 0 && ends[count - 1] === starts[i]) ends[count - 1] = ends[i];
    else {
      starts[count] = starts[i];
      ends[count++] = ends[i];
    }
  }
  return { starts: starts.subarray(0, count), ends: ends.subarray(0, count) };
}
