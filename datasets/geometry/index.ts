export {
  type Affine,
  affineOf,
  applyAffine,
  boundsOf,
  composeAffines,
  determinant,
  IDENTITY,
  invertAffine,
  scaleAndTranslate,
  scaleToFinest,
  voxelsToNm,
} from './affine.ts';
export { mapXyz, mapZyx, toXyz, toZyx, volumeOf, type Xyz, xyz, type Zyx, zyx } from './axes.ts';
export { type Box, boxContains, boxOf, boxSize, formatBox, hullOfBoxes, intersectBoxes } from './box.ts';
export {
  fromNanometres,
  type LengthUnit,
  parseLengthNm,
  parseLengthUnit,
  toNanometres,
  withoutFloat32Noise,
} from './units.ts';
