export { buildLevels, type Level, type LevelOptions, type Levels } from './build-levels.ts';
export { createDracoEncoder } from './encode-draco.ts';
export { type CellSurface, compareZOrder } from './fragments.ts';
export { keepVolume } from './keep-volume.ts';
export { makeManifold } from './make-manifold.ts';
export type { NmMesh } from './nm-mesh.ts';
export { SHIFT_SHARE } from './simplify.ts';
export { simplifyFinest } from './simplify-finest.ts';
export type { Soup } from './soup.ts';
