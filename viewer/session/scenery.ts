import type { DrawnSkeleton, Stage } from '../render/index.ts';
import { LINE_DEPTH_PX, type Near, type SegmentMesh, type SkeletonGeometry } from '../state/index.ts';
import type { LayerState } from './layer-state.ts';
import type { FrameContent, FrameUse } from './panel-drawing.ts';
import type { PlacedPanel } from './panels.ts';
import type { ResourceCache } from './resource-cache.ts';
import type { MeshCache, PickedSegment } from './scene.ts';
import type { DrawnScene, SceneWish } from './scene-panel.ts';
import type { SkeletonUse } from './scene-skeletons.ts';
import type { FrameNeeds } from './slices.ts';

/** CSS pixels around the pointer that count, Neuroglancer's. */
const PICK_PX = 5;

type Parts = typeof import('./scene-panel.ts');

export interface SceneryEvents {
  /** What a scene needs can be asked for now. */
  loading(): void;
  /** More can be drawn now. */
  loaded(): void;
  failed(error: unknown, subject: string): void;
}

/** Draws scenes and lines. No byte of the code for it is fetched before the first cross-sections are on the screen. */
export class Scenery {
  /** Asked for, and neither there nor failed. */
  isLoading = false;
  private parts: Parts | undefined;
  /** The same, also before programs are compiled: what a scene needs is on its way meanwhile. */
  private early: Parts | undefined;
  private scenes: readonly DrawnScene[] = [];
  private hasFailed = false;
  private readonly stage: Stage;
  private readonly events: SceneryEvents;

  constructor(stage: Stage, events: SceneryEvents) {
    this.stage = stage;
    this.events = events;
  }

  /** Whether a scene is on the screen. */
  get isShown(): boolean {
    return this.scenes.length > 0;
  }

  /** After a frame was drawn. @param hasPicture cross-sections show something, or have nothing to show. */
  prepare(panels: readonly PlacedPanel[], layers: readonly LayerState[], hasPicture: boolean): void {
    if (this.isLoading || this.parts || this.hasFailed) return;
    const hasLines = layers.some(({ source }) => source?.info.hasSkeletons);
    if (!hasLines && panels.every(({ kind }) => kind !== '3d')) return;
    const isAlone = panels.every(({ kind }) => kind === '3d');
    if (!hasPicture && !isAlone) return;
    this.isLoading = true;
    if (isAlone) void this.load();
    // Two frames on, what was drawn now has been handed to the screen.
    else requestAnimationFrame(() => requestAnimationFrame(() => void this.load()));
  }

  /** What could not be fetched may come the next time. */
  retry(): void {
    this.hasFailed = false;
  }

  /** As `sceneSkeletons`. */
  skeletonsOf(layers: readonly LayerState[], use: SkeletonUse): readonly DrawnSkeleton[] {
    return this.parts?.sceneSkeletons(this.stage, layers, use) ?? [];
  }

  /** Adds what scenes will need to `needs`, as far as that is known yet. */
  lookAhead(content: SceneWish, meshes: MeshCache, needs: FrameNeeds<SegmentMesh>): void {
    for (const panel of content.panels)
      if (panel.kind === '3d') this.early?.lookAhead(panel, content, { meshes, needs });
  }

  draw(content: FrameContent, use: FrameUse): void {
    const { parts } = this;
    const panels = content.panels.filter(({ kind }) => kind === '3d');
    this.scenes = parts ? panels.map((panel) => parts.drawScenePanel(panel, content, use)) : [];
  }

  /** Nothing of what was drawn is there any more. */
  forget(): void {
    this.scenes = [];
  }

  /** From what was drawn last. @param x, y CSS pixels of the window. */
  pick(x: number, y: number): PickedSegment | undefined {
    const corner = this.stage.canvas.getBoundingClientRect();
    const at = [(x - corner.left) * devicePixelRatio, (y - corner.top) * devicePixelRatio] as const;
    const isIn = ({ rect: { left, top, width, height } }: DrawnScene) =>
      at[0] >= left && at[1] >= top && at[0] < left + width && at[1] < top + height;
    const scene = this.scenes.find(isIn);
    return scene && this.parts?.pickIn(this.stage, scene, at);
  }

  /** As `nearestSkeleton`. @param nmPerPixel CSS pixels. */
  skeletonNear(
    layer: LayerState,
    skeletons: ResourceCache<SkeletonGeometry, unknown>,
    { nmPerPixel, ...point }: Pick<Near, 'pointNm' | 'basis'> & { readonly nmPerPixel: number },
  ): bigint | undefined {
    const near = { ...point, acrossNm: PICK_PX * nmPerPixel, depthNm: LINE_DEPTH_PX * nmPerPixel };
    return this.parts?.nearestSkeleton(layer, skeletons, near);
  }

  private async load(): Promise<void> {
    try {
      const programs = this.stage.loadScenery();
      // It fails below, not unseen.
      programs.catch(() => undefined);
      this.early = await import('./scene-panel.ts');
      this.events.loading();
      await programs;
      this.parts = this.early;
    } catch (error) {
      this.hasFailed = true;
      this.early = undefined;
      this.events.failed(error, '3-D');
    }
    this.isLoading = false;
    this.events.loaded();
  }
}
