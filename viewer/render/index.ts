export type { ChunkTexture } from './chunk-textures.ts';
export type { DrawnMesh, GpuMesh } from './mesh-renderer.ts';
export type { PickedMesh } from './pick-target.ts';
export type { ScenePlane } from './plane-renderer.ts';
export { createSegmentTable, type SegmentTable } from './segment-table.ts';
export type { SliceLayer } from './slice-renderer.ts';
export { type ImageStyle, type LabelStyle, MAX_CHANNELS, type SliceStyle } from './slice-style.ts';
export { type PanelRect, type SceneContent, Stage, type StageEvents } from './stage.ts';
export type { TableTexture } from './table-texture.ts';
