import { mapXyz, type Xyz, xyz } from '../geometry/index.ts';
import type { AxisMap } from '../ndarray/index.ts';
import { nanometresPer } from './axes.ts';
import type { Multiscales } from './multiscales.ts';

/** Where the voxels of each level lie. */
export interface PlacedLevels {
  readonly isVoxelSizeKnown: boolean;
  readonly levels: readonly { readonly voxelSizeNm: Xyz; readonly begin: Xyz }[];
  readonly warnings: readonly string[];
}

/** Below this, in voxels, an offset is whole but for rounding. */
const ROUNDING = 0.01;

/**
 * Voxel sizes in nanometres, and whole offsets. OME-NGFF says where the centres of voxels are; here a volume begins at a
 * voxel's corner, and the finest level's voxel 0 at its translation. A level half a voxel beside that grid, as many writers
 * leave it, is put on it.
 * @param shapes of the levels: sizes of old metadata without scales follow from them.
 */
export function placeLevels(
  { axes, levels }: Pick<Multiscales, 'axes' | 'levels'>,
  { spatial }: AxisMap,
  shapes: readonly (readonly number[])[],
): PlacedLevels {
  const units = mapXyz((_, i) => unitOf(spatial[i]) ?? 1, xyz(0, 0, 0));
  const known = spatial.every((d) => d === undefined || unitOf(d) !== undefined);
  function unitOf(d: number | undefined): number | undefined {
    return d === undefined ? 1 : nanometresPer(axes[d].unit);
  }
  const sizeOf = (level: number, d: number | undefined): number => {
    if (d === undefined) return 1;
    // A level of half the voxels has voxels of twice the size.
    return levels[level].scale?.[d] ?? Math.round(shapes[0][d] / shapes[level][d]);
  };
  const warnings: string[] = [];
  const placed = levels.map(({ translation }, i) => {
    const begin = mapXyz(
      (_, axis) => {
        const d = spatial[axis];
        const [size, first] = [sizeOf(i, d), sizeOf(0, d)];
        const corner = ((d === undefined ? 0 : translation[d]) - size / 2 + first / 2) / size;
        const whole = Math.round(corner);
        if (Math.abs(corner - whole) > ROUNDING && i === 0)
          warnings.push(`the first voxel lies at ${corner.toFixed(3)} along ${'xyz'[axis]}: put at ${whole}`);
        return whole + 0;
      },
      xyz(0, 0, 0),
    );
    return { begin, voxelSizeNm: mapXyz((u, axis) => u * sizeOf(i, spatial[axis]), units) };
  });
  if (!known) warnings.push('axes have no unit of length: sizes of voxels are not known');
  return { isVoxelSizeKnown: known && levels[0].scale !== undefined, levels: placed, warnings };
}
