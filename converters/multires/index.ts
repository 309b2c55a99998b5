export { buildLevels, type Level, type LevelOptions, type Levels } from './build-levels.ts';
export { createDracoEncoder } from './encode-draco.ts';
export { type CellSurface, compareZOrder } from './fragments.ts';
export { keepVolume } from './keep-volume.ts';
export { makeManifold } from './make-manifold.ts';
export { type NmMesh, simplifySurface } from './simplify.ts';
export type { Soup } from './soup.ts';
