export { type ExportOptions, exportMeshes } from './export-meshes.ts';
export { forecastMeshes, type MeshForecast } from './forecast.ts';
export { MESH_FILES, type MeshFile } from './mesh-files.ts';
export type { MeshFormat, MeshSpec } from './spec.ts';
export { type MeshOutcome, type MeshPhase, type WriteMeshesOptions, writeMeshes } from './write-meshes.ts';
