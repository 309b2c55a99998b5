import type { Xyz } from '../../datasets/geometry/index.ts';
import { Stage } from '../render/index.ts';
import type {
  ChunkData,
  LayerType,
  PanelSize,
  PlaneBasis,
  SegmentMesh,
  SkeletonGeometry,
  Space,
  View,
} from '../state/index.ts';
import { updateWindows } from './auto-window.ts';
import { type Caches, countsOf, createCaches, PARTS, type Part } from './caches.ts';
import { Failures } from './failures.ts';
import type { LayerState } from './layer-state.ts';
import { drawSlices, type FrameUse, type ShownCut } from './panel-drawing.ts';
import { type Panel, type PlacedPanel, placePanels } from './panels.ts';
import { Places } from './places.ts';
import type { PickedSegment } from './scene.ts';
import { SceneAhead } from './scene-ahead.ts';
import type { SceneWish } from './scene-panel.ts';
import type { SkeletonUse } from './scene-skeletons.ts';
import { Scenery } from './scenery.ts';
import { SegmentTables } from './segment-tables.ts';
import { noNeeds } from './slices.ts';
import { Ticker } from './ticker.ts';
import { Turns } from './turns.ts';

export interface FrameLoopOptions {
  layers(): readonly LayerState[];
  /** Undefined until there is something to show. */
  scene(): { readonly view: View; readonly space: Space } | undefined;
  isOpening(): boolean;
  /** Everything is loaded and drawn. */
  drawn(): void;
  /** A frame was drawn: what is missing may have changed. */
  progressed(): void;
  context(lost: boolean): void;
  failed(error: unknown, subject: string): void;
  resized(): void;
}

/** After so long without a movement, or an arrival, a scene is drawn in full, milliseconds. */
const STILL_MS = { moved: 200, loading: 2000 } as const;

/** Draws when something changed, never otherwise, and loads what the last frame missed. */
export class FrameLoop {
  readonly chunks: Caches['chunks'];
  private readonly meshes: Caches['meshes'];
  private readonly skeletons: Caches['skeletons'];
  readonly caches: readonly [Caches['chunks'], Caches['meshes'], Caches['skeletons']];
  private readonly stage: Stage;
  private readonly tables: SegmentTables;
  private readonly scenery: Scenery;
  private readonly options: FrameLoopOptions;
  private readonly panels = new Set<Panel>();
  private readonly ticker: Ticker;
  private readonly turns = new Turns();
  private readonly ahead: SceneAhead;
  /** What has to be drawn again: a chunk that arrives makes no mesh be drawn, and the other way round. */
  private readonly stale = new Set<Part>();
  private readonly places = new Places();
  /** The cross-sections of the last frame. */
  private cuts: readonly ShownCut[] = [];
  private readonly failures: Failures;
  /** The scene has rough edges, and is drawn again when nothing has moved for a while. */
  private isRough = false;
  private still: ReturnType<typeof setTimeout> | undefined;
  private movedAt = Number.NEGATIVE_INFINITY;
  private disposed = false;

  constructor(canvas: HTMLCanvasElement, options: FrameLoopOptions) {
    this.options = options;
    this.stage = new Stage(canvas, { lost: () => this.onLost(), restored: () => this.onRestored() });
    this.ticker = new Ticker(this.stage, () => this.drawIfReady());
    this.tables = new SegmentTables(this.stage);
    this.scenery = new Scenery(this.stage, {
      loading: () => this.ahead.look(),
      loaded: () => this.ahead.begin(),
      failed: (error, subject) => options.failed(error, subject),
    });
    this.failures = new Failures((error, subject) => options.failed(error, subject));
    const caches = createCaches(this.stage, {
      arrived: (part) => this.arrived(part),
      failed: (key, error) => this.failures.tell(key, error),
    });
    this.caches = [caches.chunks, caches.meshes, caches.skeletons];
    [this.chunks, this.meshes, this.skeletons] = this.caches;
    this.ahead = new SceneAhead({
      ...{ stage: this.stage, meshes: this.meshes, scenery: this.scenery },
      wish: () => this.wish(),
      shown: () => this.cuts,
      request: (parts) => this.request(...parts),
    });
  }

  get isBusy(): boolean {
    const isOwed = this.stale.size > 0 || this.ahead.isPending || this.isRough;
    return isOwed || this.options.isOpening() || this.isLoading;
  }

  private get isLoading(): boolean {
    return this.scenery.isLoading || this.caches.some((cache) => cache.isBusy);
  }

  /** How much is on its way, was not there, or failed. */
  get counts() {
    return countsOf(this.caches);
  }

  /** Tries everything again that failed or was missing. */
  retry(): void {
    this.failures.forget();
    this.scenery.retry();
    for (const cache of this.caches) cache.retry();
  }

  /** Layers of these types are about to come. */
  expect(types: Iterable<LayerType>): void {
    for (const type of types) if (type !== 'mesh') this.stage.prepare(type);
  }

  addPanel(panel: Panel): () => void {
    this.panels.add(panel);
    this.resize();
    return () => {
      this.panels.delete(panel);
      this.resize();
    };
  }

  panelSizes(): readonly PanelSize[] {
    return this.placed();
  }

  /** Draws with the next animation frame; any number of calls make one frame. */
  request(...parts: readonly Part[]): void {
    for (const part of parts.length > 0 ? parts : PARTS) this.stale.add(part);
    if (this.canDraw) this.ticker.request();
  }

  /** The same for a reader who moves: more frames will follow. */
  moved(): void {
    this.movedAt = performance.now();
    this.request();
  }

  /** The same where something arrived, at a pace that leaves time for what is still on its way. */
  private arrived(part: Part): void {
    this.stale.add(part);
    if (!this.canDraw) return;
    if (part === 'scene') this.ahead.arrived();
    if (this.isLoading) this.ticker.requestPaced();
    else this.ticker.request();
  }

  private get canDraw(): boolean {
    return !this.disposed && !this.stage.isLost;
  }

  /** Measures canvas and panels; draws at once where they changed, since a canvas of another size is empty. */
  resize(): void {
    const { width, height } = this.stage.canvas.getBoundingClientRect();
    const ratio = devicePixelRatio;
    this.stage.resize(Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio)));
    if (this.places.isSame(this.stage.canvas, this.placed())) return;
    this.options.resized();
    if (this.options.scene()) this.draw();
    else this.request();
  }

  /** Draws at once, and in full. */
  drawNow(): void {
    if (this.isRough) this.stale.add('scene');
    this.draw(true);
  }

  private drawIfReady(): void {
    try {
      if (!this.stage.isReady) return this.ticker.request();
    } catch (error) {
      return this.options.failed(error, 'drawing');
    }
    this.draw();
  }

  private wish(panels = this.placed()): SceneWish | undefined {
    const scene = this.canDraw ? this.options.scene() : undefined;
    return scene && { ...scene, layers: this.options.layers(), panels };
  }

  private draw(isFull = false): void {
    clearTimeout(this.still);
    const isMoving = performance.now() - this.movedAt < STILL_MS.moved;
    const isQuick = !isFull && this.ticker.isSlow && (isMoving || this.isLoading);
    if (!this.canDraw) return;
    const panels = this.placed();
    const isCleared = this.clearIfMoved(panels);
    // The scene shows what the panels of cross-sections do.
    if (this.stale.has('slices') && this.options.scene()?.view.slicesInScene) this.stale.add('scene');
    const parts = this.turns.take(this.stale, isQuick && isMoving && !isCleared);
    this.ahead.drawn(parts);
    const uploadMs = this.ticker.begin();
    if (this.stale.size > 0) this.ticker.request();
    const chunkNeeds = noNeeds<ChunkData>(uploadMs);
    const meshNeeds = noNeeds<SegmentMesh>(uploadMs);
    const skeletonNeeds = noNeeds<SkeletonGeometry>(uploadMs);
    const { stage, chunks, meshes, skeletons, tables } = this;
    try {
      const use = { stage, chunks, meshes, skeletons, tables, chunkNeeds, meshNeeds, skeletonNeeds };
      this.drawParts(parts, panels, { ...use, isQuick });
    } catch (error) {
      return this.options.failed(error, 'drawing');
    }
    if (parts.size > 0) this.ticker.end();
    if (parts.has('slices')) this.chunks.want(chunkNeeds.wanted);
    if (parts.has('scene')) this.meshes.want(meshNeeds.wanted);
    if (parts.size > 0) this.skeletons.want(skeletonNeeds.wanted);
    if (this.options.scene()) {
      const hasPicture = chunkNeeds.uploadMs > 0 || !(this.chunks.isBusy || this.options.isOpening());
      this.scenery.prepare(panels, this.options.layers(), hasPicture);
    }
    if (chunkNeeds.uploadsLeft) this.arrived('slices');
    if (meshNeeds.uploadsLeft) this.arrived('scene');
    if (skeletonNeeds.uploadsLeft) for (const part of PARTS) this.arrived(part);
    if (parts.has('scene')) this.isRough = isQuick && this.scenery.isShown;
    if (this.isRough)
      this.still = setTimeout(() => this.drawNow(), STILL_MS[this.isLoading ? 'loading' : 'moved']);
    if (parts.has('slices') && updateWindows(this.options.layers(), this.chunks, this.cuts, !this.isBusy))
      this.request('slices');
    this.options.progressed();
    if (parts.size > 0 && !this.isBusy) this.options.drawn();
  }

  /** @returns whether all is to be drawn, on a cleared canvas. */
  private clearIfMoved(panels: readonly PlacedPanel[]): boolean {
    if (this.places.isSame(this.stage.canvas, panels)) return false;
    this.places.keep(this.stage.canvas, panels);
    this.stage.clear();
    for (const part of PARTS) this.stale.add(part);
    return true;
  }

  dispose(): void {
    this.disposed = true;
    this.rest();
    this.panels.clear();
    for (const cache of this.caches) cache.dispose();
    this.stage.dispose();
  }

  /** What is under the pointer in a scene, from what was drawn last. @param x, y CSS pixels of the window. */
  pickScene(x: number, y: number): PickedSegment | undefined {
    return this.stage.isLost ? undefined : this.scenery.pick(x, y);
  }

  /** The segment of a layer whose skeleton is nearest to a point of a cross-section. @param nmPerPixel CSS pixels. */
  skeletonNear(layer: LayerState, pointNm: Xyz, basis: PlaneBasis, nmPerPixel: number): bigint | undefined {
    return this.scenery.skeletonNear(layer, this.skeletons, { pointNm, basis, nmPerPixel });
  }

  private drawParts(
    parts: ReadonlySet<Part>,
    panels: PlacedPanel[],
    { isQuick, ...use }: FrameUse & SkeletonUse & { readonly isQuick: boolean },
  ): void {
    const wish = this.wish(panels);
    if (!wish) return;
    const skeletons = this.scenery.skeletonsOf(wish.layers, use);
    const content = { ...wish, skeletons, isQuick };
    if (parts.has('slices')) this.cuts = drawSlices(content, use);
    if (parts.has('scene')) this.scenery.draw(content, use);
  }

  private placed(): PlacedPanel[] {
    return placePanels(this.panels, this.stage.canvas.getBoundingClientRect(), devicePixelRatio);
  }

  private rest(): void {
    clearTimeout(this.still);
    this.ahead.stop();
    this.ticker.stop();
  }

  private onLost(): void {
    this.scenery.forget();
    this.cuts = [];
    this.rest();
    for (const cache of this.caches) cache.dropHandles();
    this.tables.dropHandles();
    this.options.context(true);
  }

  private onRestored(): void {
    this.places.forget();
    this.options.context(false);
    this.request();
  }
}
