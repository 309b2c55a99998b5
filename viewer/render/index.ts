export type { ChunkTexture } from './chunk-textures.ts';
export type { GpuMesh, MeshGeometry } from './mesh-renderer.ts';
export type { SliceLayer, SliceStyle } from './slice-renderer.ts';
export { type PanelRect, Stage, type StageEvents } from './stage.ts';
