import type { Zyx } from '../../../datasets/geometry/index.ts';
import type { Random } from '../random.ts';
import { changeContrast } from './contrast.ts';
import { drawShifts, type ShiftedPatch } from './misalign.ts';
import { type GreyRange, loseSections } from './missing-section.ts';
import type { Augmentations } from './options.ts';
import { defocusSections } from './out-of-focus.ts';
import { sectionsOf } from './sections.ts';

/** What must be read for a patch whose sections may be moved. */
export function readSizeOf(size: Zyx, { sectionAxis, misalignment }: Augmentations): Zyx {
  const margin = 2 * (misalignment?.maxOffset ?? 0);
  const read = (axis: 0 | 1 | 2) => size[axis] + (axis === sectionAxis ? 0 : margin);
  return [read(0), read(1), read(2)];
}

/** Draws where the sections of a patch lie: image and labels alike. */
export function drawPlace(size: Zyx, augmentations: Augmentations, random: Random): ShiftedPatch {
  const { sectionAxis, misalignment } = augmentations;
  const shifts = drawShifts(misalignment, size[sectionAxis], random);
  return { size, readSize: readSizeOf(size, augmentations), sectionAxis, shifts };
}

/** What a patch suffers that its labels do not: missing sections, then focus, then contrast, in place. */
export function damageImage(
  image: Float32Array,
  size: Zyx,
  { augmentations, range, random }: Damaging,
): void {
  const { sectionAxis, missingSection, outOfFocus, contrast } = augmentations;
  const sections = sectionsOf(size, sectionAxis);
  loseSections(image, sections, { options: missingSection, range, random });
  defocusSections(image, sections, { options: outOfFocus, random });
  changeContrast(image, sections, { options: contrast, range, random });
}

export interface Damaging {
  readonly augmentations: Augmentations;
  readonly range: GreyRange;
  readonly random: Random;
}
