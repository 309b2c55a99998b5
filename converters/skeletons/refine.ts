import { centrePositions } from './centre.ts';
import type { Paths } from './paths.ts';
import { smoothPositions } from './smooth.ts';
import { straightenEnds } from './straighten-ends.ts';

/** Ends that have moved let the vertices beside them find the middle, which lets ends move again. */
const TIMES = 4;

/** Where vertices have just been centred, one by one, they are a little out of line. */
const AFTER_CENTRING = 2;

/** Moves vertices from the voxels where they were traced to the middle of their label, and ends to its surface. @param rounds 0: none. */
export function refinePositions(paths: Paths, rounds: number): void {
  if (rounds === 0) return;
  for (let time = 0; time < TIMES; time++) {
    for (let round = 0; round < rounds; round++) {
      smoothPositions(paths, 1);
      centrePositions(paths);
    }
    smoothPositions(paths, AFTER_CENTRING);
    straightenEnds(paths);
  }
}
