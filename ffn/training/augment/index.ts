export { changeContrast } from './contrast.ts';
export { damageImage, drawPlace, readSizeOf } from './damage.ts';
export { drawShifts, type ShiftedPatch, sourceIndex, takeShifted } from './misalign.ts';
export { type GreyRange, loseSections } from './missing-section.ts';
export { type Augmentations, NO_AUGMENTATIONS, parseAugmentations } from './options.ts';
export { defocusSections } from './out-of-focus.ts';
export { drawSections, type Sections, sectionsOf } from './sections.ts';
