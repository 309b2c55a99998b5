export { mapXyz, toXyz, toZyx, volumeOf, type Xyz, xyz, type Zyx, zyx } from './axes.ts';
export { type Box, boxContains, boxOf, boxSize, formatBox, intersectBoxes } from './box.ts';
