import type { Zyx } from '../../../datasets/geometry/index.ts';
import type { Random } from '../random.ts';
import type { Augmentations } from './options.ts';

/** How far each section is moved along the two axes within it, in voxels: the slower axis first. */
export type Shifts = readonly (readonly [slow: number, fast: number])[];

/** @param sections of the patch. @returns no shifts, or one of all sections from some section on, or of it alone. */
export function drawShifts(
  misalignment: Augmentations['misalignment'],
  sections: number,
  random: Random,
): Shifts {
  const still = Array.from({ length: sections }, (): readonly [number, number] => [0, 0]);
  if (!misalignment || random.unit() >= misalignment.probability) return still;
  const offset = () => random.below(2 * misalignment.maxOffset + 1) - misalignment.maxOffset;
  const shift = [offset(), offset()] as const;
  const first = random.below(sections);
  const isSlip = random.unit() < misalignment.slipRatio;
  return still.map((none, i) => (i === first || (!isSlip && i > first) ? shift : none));
}

/** Where sections lie in an array that is wider than the patch by a margin on each side. */
export interface ShiftedPatch {
  readonly size: Zyx;
  readonly readSize: Zyx;
  readonly sectionAxis: 0 | 1 | 2;
  readonly shifts: Shifts;
}

/** Steps of a flat index for each section's shift. */
function flatShifts({ readSize, sectionAxis, shifts }: ShiftedPatch): number[] {
  const strides = [readSize[1] * readSize[2], readSize[2], 1];
  const [slow, fast] = strides.filter((_, axis) => axis !== sectionAxis) as [number, number];
  return shifts.map(([u, v]) => u * slow + v * fast);
}

/** Index in what was read of a voxel of the patch. */
export function sourceIndex(patch: ShiftedPatch, [z, y, x]: Zyx): number {
  const { size, readSize, sectionAxis } = patch;
  const margin = (axis: 0 | 1 | 2) => (readSize[axis] - size[axis]) >> 1;
  const flat = ((z + margin(0)) * readSize[1] + y + margin(1)) * readSize[2] + x + margin(2);
  return flat + flatShifts(patch)[[z, y, x][sectionAxis]!]!;
}

/** @param values [z, y, x] of `readSize`. @returns [z, y, x] of `size`. */
export function takeShifted(values: Float32Array, patch: ShiftedPatch): Float32Array {
  const { size, readSize, sectionAxis } = patch;
  const [nz, ny, nx] = size;
  const moved = flatShifts(patch);
  const begin = sourceIndex({ ...patch, shifts: patch.shifts.map(() => [0, 0] as const) }, [0, 0, 0]);
  const out = new Float32Array(nz * ny * nx);
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = begin + (z * readSize[1] + y) * readSize[2];
      for (let x = 0; x < nx; x++) {
        const section = sectionAxis === 0 ? z : sectionAxis === 1 ? y : x;
        out[at++] = values[row + x + moved[section]!]!;
      }
    }
  }
  return out;
}
