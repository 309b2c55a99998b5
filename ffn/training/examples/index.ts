export { cropPart, partAround, pastePart } from './crop.ts';
export {
  evaluatedSize,
  makePatch,
  OBJECT_LABEL,
  OTHER_LABEL,
  objectMask,
  type Patch,
  type PatchReach,
  type PatchRules,
  patchSize,
  type RawPatch,
  STREAMS,
} from './patch.ts';
export {
  type Axis,
  applySymmetry,
  assertSymmetries,
  drawSymmetry,
  SYMMETRY_DEFAULTS,
  type Symmetries,
  type Symmetry,
} from './permute-reflect.ts';
