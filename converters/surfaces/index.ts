export type { MeshFormat, MeshSpec } from './spec.ts';
export { type MeshOutcome, type MeshPhase, type WriteMeshesOptions, writeMeshes } from './write-meshes.ts';
