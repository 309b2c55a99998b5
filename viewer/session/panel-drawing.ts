import type { ChunkTexture, DrawnMesh, DrawnSkeleton, GpuMesh, PanelRect, Stage } from '../render/index.ts';
import {
  type Camera,
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
  scenePoint,
  type View,
} from '../state/index.ts';
import type { LayerState } from './layer-state.ts';
import type { PlacedPanel } from './panels.ts';
import type { ResourceCache } from './resource-cache.ts';
import { type PickedSegment, sceneMeshes } from './scene.ts';
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

/** A scene as it was drawn last, for what is under the pointer. */
export interface DrawnScene {
  readonly rect: PanelRect;
  readonly camera: Camera;
  readonly meshes: readonly DrawnMesh[];
  readonly skeletons: readonly DrawnSkeleton[];
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

/** Draws the panels with cross-sections, and keeps their pictures where the scene shows them. @returns what they show. */
export function drawSlices(content: FrameContent, use: FrameUse): readonly Cut[] {
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
  return cuts.map(({ cut }) => cut);
}

export function drawScenePanel(panel: PlacedPanel, content: FrameContent, use: FrameUse): DrawnScene {
  const { view, space, layers, skeletons, isQuick } = content;
  const { rect, width } = panel;
  const camera: Camera = {
    targetNm: positionNm(view, space),
    rotation: view.rotation,
    nmPerPixel: (view.sceneNmPerPixel * width) / rect.width,
    width: rect.width,
    height: rect.height,
    boundsNm: space.boundsNm,
    marks: { axisLines: view.axisLines, bounds: view.bounds },
    projection: view.projection,
  };
  const { stage, meshes: cache, meshNeeds: needs } = use;
  const meshes = sceneMeshes(stage, layers, { camera, meshes: cache, needs });
  stage.drawScene(rect, camera, { meshes, skeletons, background: view.sceneBackground, isQuick });
  return { rect, camera, meshes, skeletons };
}

/** All three cross-sections, as large as the scene, where no panel shows one. */
const sceneCuts = (scene: PlacedPanel, content: FrameContent): Cut[] =>
  ORIENTATIONS.map((orientation) => cutOf(scene, orientation, content));

const layersOf = (cut: Cut, { layers }: FrameContent, use: FrameUse) =>
  sliceLayers(use.stage, cut, layers, { chunks: use.chunks, tables: use.tables, needs: use.chunkNeeds });

/** @param at pixels of the canvas. @returns the segment whose mesh or skeleton is there, and the point of it. */
export function pickIn(
  stage: Stage,
  { rect, camera, meshes, skeletons }: DrawnScene,
  [x, y]: readonly [number, number],
): PickedSegment | undefined {
  const found = stage.pick(camera, { meshes, skeletons }, [x - rect.left, y - rect.top]);
  const group = found && [...meshes, ...skeletons][found.index]?.group;
  if (!found || group === undefined) return undefined;
  const [layerKey, segment] = group.split('/') as [string, string];
  const fromCenter = [found.px[0] - camera.width / 2, found.px[1] - camera.height / 2] as const;
  return { layerKey, segment: BigInt(segment), pointNm: scenePoint(camera, fromCenter, found.clipDepth) };
}
