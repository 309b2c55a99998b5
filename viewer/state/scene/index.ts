export { type Camera, clipMatrix, depthOf, normalMatrix, pixelNmAt, scenePoint, viewTest } from './camera.ts';
export { cutMatrix, distanceToLines, type Near } from './cut-lines.ts';
export {
  ALL_OCTANTS,
  boxOfCell,
  chooseFragments,
  type DetailWish,
  type DrawnFragment,
  type FragmentChoice,
  type FragmentRef,
  type FragmentStatus,
  type MeshLevel,
  type MeshLevels,
} from './mesh-levels.ts';
