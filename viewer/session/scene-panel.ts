/** What a scene needs beside cross-sections, and lines in those: loaded when something is first to be drawn so. */
import type { DrawnMesh, DrawnSkeleton, PanelRect, Stage } from '../render/index.ts';
import { type Camera, positionNm } from '../state/index.ts';
import { scenePoint } from '../state/scene/index.ts';
import type { FrameContent, FrameUse } from './panel-drawing.ts';
import type { PlacedPanel } from './panels.ts';
import { type MeshUse, type PickedSegment, sceneMeshes } from './scene.ts';

export { nearestSkeleton, sceneSkeletons } from './scene-skeletons.ts';

/** A scene as it was drawn last, for what is under the pointer. */
export interface DrawnScene {
  readonly rect: PanelRect;
  readonly camera: Camera;
  readonly meshes: readonly DrawnMesh[];
  readonly skeletons: readonly DrawnSkeleton[];
}

export function drawScenePanel(panel: PlacedPanel, content: FrameContent, use: FrameUse): DrawnScene {
  const { view, layers, skeletons, isQuick } = content;
  const { rect } = panel;
  const camera = cameraOf(panel, content);
  const { stage, meshes: cache, meshNeeds: needs } = use;
  const meshes = sceneMeshes(layers, { stage, camera, meshes: cache, needs });
  stage.drawScene(rect, camera, { meshes, skeletons, background: view.sceneBackground, isQuick });
  return { rect, camera, meshes, skeletons };
}

/** What a scene would show. */
export type SceneWish = Pick<FrameContent, 'view' | 'space' | 'layers' | 'panels'>;

/** Adds what a panel will need to `needs`, and draws nothing. */
export function lookAhead(panel: PlacedPanel, wish: SceneWish, use: Pick<MeshUse, 'meshes' | 'needs'>): void {
  sceneMeshes(wish.layers, { ...use, stage: undefined, camera: cameraOf(panel, wish) });
}

function cameraOf({ rect, width }: PlacedPanel, { view, space }: SceneWish): Camera {
  return {
    targetNm: positionNm(view, space),
    rotation: view.rotation,
    nmPerPixel: (view.sceneNmPerPixel * width) / rect.width,
    width: rect.width,
    height: rect.height,
    boundsNm: space.boundsNm,
    marks: { axisLines: view.axisLines, bounds: view.bounds },
    projection: view.projection,
  };
}

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
