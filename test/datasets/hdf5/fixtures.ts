import { type Box, boxSize } from '../../../datasets/geometry/index.ts';
import { repoPath } from '../../support/paths.ts';

export const at = (name: string): string => repoPath('test/fixtures/hdf5', name);

/** The fixtures' voxels in a box, by the formula of make.py, x fastest. */
export function expectedBlock({ begin, end }: Box, change: (value: number) => number = (v) => v): number[] {
  const [nx, ny, nz] = boxSize({ begin, end });
  return Array.from({ length: nx * ny * nz }, (_, i) => {
    const x = begin[0] + (i % nx);
    const y = begin[1] + (Math.floor(i / nx) % ny);
    const z = begin[2] + Math.floor(i / (nx * ny));
    return change((x + 7 * y + 31 * z) % 251);
  });
}
