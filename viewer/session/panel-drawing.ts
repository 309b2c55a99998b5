import type { ChunkTexture, DrawnSkeleton, GpuMesh, Stage } from '../render/index.ts';
import {
  type ChunkData,
  type Cut,
  canonicalVoxelNm,
  LINE_DEPTH_PX,
  ORIENTATIONS,
  type Orientation,
  planeBasis,
  positionNm,
  type SegmentMesh,
  type Space,
  type View,
} from '../state/index.ts';
import type { LayerState } from './layer-state.ts';
import type { PlacedPanel } from './panels.ts';
import type { ResourceCache } from './resource-cache.ts';
import type { SegmentTables } from './segment-tables.ts';
import { type FrameNeeds, sliceLayers } from './slices.ts';

/** What a frame shows. */
export interface FrameContent {
  readonly view: View;
  readonly space: Space;
  readonly layers: readonly LayerState[];
  readonly panels: readonly PlacedPanel[];
  /** Of chosen segments, as far as they are there. */
  readonly skeletons: readonly DrawnSkeleton[];
  /** Another frame follows soon: scenes may have rough edges. */
  readonly isQuick: boolean;
}

/** What is on the GPU, and what the frame finds missing. */
export interface FrameUse {
  readonly stage: Stage;
  readonly chunks: ResourceCache<ChunkData, ChunkTexture>;
  readonly meshes: ResourceCache<SegmentMesh, GpuMesh>;
  readonly tables: SegmentTables;
  readonly chunkNeeds: FrameNeeds<ChunkData>;
  readonly meshNeeds: FrameNeeds<SegmentMesh>;
}

/** @returns the cross-section that a panel shows. */
export function cutOf(panel: PlacedPanel, orientation: Orientation, { view, space }: FrameContent): Cut {
  const { width, rect } = panel;
  return {
    basis: planeBasis(orientation, view.sliceRotation),
    centerNm: positionNm(view, space),
    nmPerPixel: (view.zoom * canonicalVoxelNm(space) * width) / rect.width,
    width: rect.width,
    height: rect.height,
  };
}

/** A cross-section as a panel shows it. */
export interface ShownCut {
  readonly cut: Cut;
  readonly rect: PlacedPanel['rect'];
}

/** Draws the panels with cross-sections, and keeps their pictures where the scene shows them. @returns what they show. */
export function drawSlices(content: FrameContent, use: FrameUse): readonly ShownCut[] {
  const { panels, view } = content;
  const { stage } = use;
  const scene = view.slicesInScene ? panels.find(({ kind }) => kind === '3d') : undefined;
  const cuts = panels.flatMap((panel) => {
    if (panel.kind === '3d') return [];
    const cut = cutOf(panel, panel.kind, content);
    stage.drawSlices(panel.rect, layersOf(cut, content, use), view.sliceBackground);
    const depthNm = (LINE_DEPTH_PX * cut.nmPerPixel * panel.rect.width) / panel.width;
    return [{ cut, rect: panel.rect, depthNm }];
  });
  if (!scene) stage.keepPlanes([]);
  else if (cuts.length > 0) stage.keepPlanes(cuts);
  else
    stage.paintPlanes(sceneCuts(scene, content).map((cut) => ({ cut, layers: layersOf(cut, content, use) })));
  // The scene has lines of its own: what it shows of the panels is without.
  for (const { cut, rect, depthNm } of cuts) stage.drawSliceSkeletons(rect, cut, depthNm, content.skeletons);
  return cuts;
}

/** All three cross-sections, as large as the scene, where no panel shows one. */
const sceneCuts = (scene: PlacedPanel, content: FrameContent): Cut[] =>
  ORIENTATIONS.map((orientation) => cutOf(scene, orientation, content));

const layersOf = (cut: Cut, { layers }: FrameContent, use: FrameUse) =>
  sliceLayers(use.stage, cut, layers, { chunks: use.chunks, tables: use.tables, needs: use.chunkNeeds });
