import type { Xyz } from '../../geometry/index.ts';
import type { Cells } from './cells.ts';

/** Labels and where they go, as 32-bit lanes: one a label, or two (low, high) for uint64. */
export interface ModeTask {
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly lanes: 1 | 2;
  readonly size: Xyz;
  readonly cells: Cells;
  /** Background (0) loses ties: thin neurites keep their voxels at coarse scales. */
  readonly sparse: boolean;
}
