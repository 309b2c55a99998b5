import { isFloodlightError } from '../../datasets/errors.ts';
import { type ChunkTexture, type GpuMesh, type GpuSkeleton, Stage } from '../render/index.ts';
import {
  type ChunkData,
  type Cut,
  chunkBytes,
  type LayerType,
  meshBytes,
  type PanelSize,
  type SegmentMesh,
  type SkeletonGeometry,
  type Space,
  type View,
} from '../state/index.ts';
import { updateWindows } from './auto-window.ts';
import type { LayerState } from './layer-state.ts';
import { Pace } from './pace.ts';
import { type DrawnScene, drawScenePanel, drawSlices, type FrameUse, pickIn } from './panel-drawing.ts';
import { type Panel, type PlacedPanel, placePanels } from './panels.ts';
import { type Absence, ResourceCache } from './resource-cache.ts';
import type { PickedSegment } from './scene.ts';
import { SegmentTables } from './segment-tables.ts';
import { noNeeds } from './slices.ts';

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

/** Browsers open six connections a host with HTTP/1, and share one with HTTP/2. */
const MAX_REQUESTS = 12;

/** Memory, and memory of the GPU, chunks and meshes each. */
const MAX_CACHE_BYTES = 512 * 2 ** 20;
const MAX_GPU_BYTES = 384 * 2 ** 20;

/** Panels of a kind, drawn together. */
type Part = 'slices' | 'scene';
const PARTS: readonly Part[] = ['slices', 'scene'];

/** Draws when something changed, never otherwise, and loads what the last frame missed. */
export class FrameLoop {
  readonly chunks: ResourceCache<ChunkData, ChunkTexture>;
  private readonly meshes: ResourceCache<SegmentMesh, GpuMesh>;
  private readonly skeletons: ResourceCache<SkeletonGeometry, GpuSkeleton>;
  private readonly stage: Stage;
  private readonly tables: SegmentTables;
  private readonly options: FrameLoopOptions;
  private readonly panels = new Set<Panel>();
  private frame: number | undefined;
  private readonly pace = new Pace();
  /** Until the next frame for what arrived. */
  private rest: ReturnType<typeof setTimeout> | undefined;
  /** What has to be drawn again: a chunk that arrives makes no mesh be drawn, and the other way round. */
  private readonly stale = new Set<Part>();
  /** The places of the last frame: others mean that all has to be drawn. */
  private lastPlaces = '';
  /** The cross-sections of the last frame. */
  private cuts: readonly Cut[] = [];
  private scenes: readonly DrawnScene[] = [];
  private readonly told = new Set<string>();
  private disposed = false;

  constructor(canvas: HTMLCanvasElement, options: FrameLoopOptions) {
    this.options = options;
    this.stage = new Stage(canvas, { lost: () => this.onLost(), restored: () => this.onRestored() });
    this.tables = new SegmentTables(this.stage);
    const failed = (key: string, error: unknown) => this.tell(key, error);
    const common = {
      maxRequests: MAX_REQUESTS,
      maxBytes: MAX_CACHE_BYTES,
      maxGpuBytes: MAX_GPU_BYTES,
      failed,
    };
    this.chunks = new ResourceCache<ChunkData, ChunkTexture>({
      ...common,
      changed: () => this.arrived('slices'),
      bytesOf: chunkBytes,
      // Where an image has no chunk, the panel shows it; labels have background there.
      tellsMissing: false,
      release: (texture) => this.stage.releaseChunk(texture),
    });
    this.meshes = new ResourceCache<SegmentMesh, GpuMesh>({
      ...common,
      changed: () => this.arrived('scene'),
      bytesOf: meshBytes,
      tellsMissing: true,
      release: (mesh) => this.stage.releaseMesh(mesh),
    });
    this.skeletons = new ResourceCache<SkeletonGeometry, GpuSkeleton>({
      ...common,
      changed: () => this.arrived('scene'),
      bytesOf: ({ ends }) => ends.byteLength,
      // Small objects have none, as a rule.
      tellsMissing: false,
      release: (skeleton) => this.stage.releaseSkeleton(skeleton),
    });
  }

  /** A layer's chunks fail for one cause, hundreds at once: it is told once, and again after a retry. */
  private tell(key: string, error: unknown): void {
    const isMesh = key.includes('/mesh/');
    const cause = isFloodlightError(error) ? `${key.split('/')[0]} ${isMesh ? key : ''} ${error.tag}` : key;
    if (this.told.has(cause)) return;
    this.told.add(cause);
    this.options.failed(error, key);
  }

  get isBusy(): boolean {
    const isLoading = this.caches.some((cache) => cache.isBusy);
    return this.stale.size > 0 || this.options.isOpening() || isLoading;
  }

  /** How much is on its way, was not there, or failed. */
  get counts(): Readonly<Record<Absence, number>> {
    const sum = (kind: Absence) => this.caches.reduce((total, { counts }) => total + counts[kind], 0);
    return { loading: sum('loading'), missing: sum('missing'), failed: sum('failed') };
  }

  private get caches() {
    return [this.chunks, this.meshes, this.skeletons] as const;
  }

  /** Tries everything again that failed or was missing. */
  retry(): void {
    this.told.clear();
    for (const cache of this.caches) cache.retry();
  }

  /** Layers of these types are about to come. */
  expect(types: Iterable<LayerType>): void {
    for (const type of types) this.stage.prepare(type);
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
    this.schedule();
  }

  /** The same where something arrived, at a pace that leaves time for what is still on its way. */
  private arrived(part: Part): void {
    this.stale.add(part);
    const isLast = !this.caches.some((cache) => cache.isBusy);
    const rest = isLast ? 0 : this.pace.rest(performance.now());
    if (rest === 0) this.schedule();
    else this.rest ??= setTimeout(() => this.schedule(), rest);
  }

  private schedule(): void {
    if (this.disposed || this.stage.isLost) return;
    this.frame ??= requestAnimationFrame(() => this.drawNow());
  }

  private cancel(): void {
    clearTimeout(this.rest);
    this.rest = undefined;
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
  }

  /** Measures canvas and panels; draws at once where they changed, since a canvas of another size is empty. */
  resize(): void {
    const { width, height } = this.stage.canvas.getBoundingClientRect();
    const ratio = devicePixelRatio;
    this.stage.resize(Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio)));
    if (this.placesOf(this.placed()) === this.lastPlaces) return;
    this.options.resized();
    if (this.options.scene()) this.drawNow();
    else this.request();
  }

  drawNow(): void {
    this.cancel();
    if (this.disposed || this.stage.isLost) return;
    const panels = this.placed();
    this.clearIfMoved(panels);
    // The scene shows what the panels of cross-sections do.
    if (this.stale.has('slices') && this.options.scene()?.view.slicesInScene) this.stale.add('scene');
    const parts = new Set(this.stale);
    this.stale.clear();
    const uploadMs = this.pace.begin(performance.now());
    const chunkNeeds = noNeeds<ChunkData>(uploadMs);
    const meshNeeds = noNeeds<SegmentMesh>(uploadMs);
    const skeletonNeeds = noNeeds<SkeletonGeometry>(uploadMs);
    const { stage, chunks, meshes, skeletons, tables } = this;
    try {
      const needs = { chunkNeeds, meshNeeds, skeletonNeeds };
      this.drawParts(parts, panels, { stage, chunks, meshes, skeletons, tables, ...needs });
    } catch (error) {
      return this.options.failed(error, 'drawing');
    }
    if (parts.has('slices')) this.chunks.want(chunkNeeds.wanted);
    if (parts.has('scene')) this.meshes.want(meshNeeds.wanted);
    if (parts.has('scene')) this.skeletons.want(skeletonNeeds.wanted);
    if (chunkNeeds.uploadsLeft) this.arrived('slices');
    if (meshNeeds.uploadsLeft || skeletonNeeds.uploadsLeft) this.arrived('scene');
    if (this.isBusy) requestAnimationFrame((now) => this.pace.end(now));
    if (parts.has('slices') && updateWindows(this.options.layers(), this.chunks, this.cuts, !this.isBusy))
      this.request('slices');
    this.options.progressed();
    if (parts.size > 0 && !this.isBusy) this.options.drawn();
  }

  /** What is between panels keeps nothing of an older layout. */
  private clearIfMoved(panels: readonly PlacedPanel[]): void {
    const places = this.placesOf(panels);
    if (places === this.lastPlaces) return;
    this.lastPlaces = places;
    this.stage.clear();
    for (const part of PARTS) this.stale.add(part);
  }

  private placesOf(panels: readonly PlacedPanel[]): string {
    const { width, height } = this.stage.canvas;
    return JSON.stringify([width, height, panels]);
  }

  dispose(): void {
    this.disposed = true;
    this.cancel();
    this.panels.clear();
    for (const cache of this.caches) cache.dispose();
    this.stage.dispose();
  }

  /** What is under the pointer in a scene, from what was drawn last. @param x, y CSS pixels of the window. */
  pickScene(x: number, y: number): PickedSegment | undefined {
    const { left, top } = this.stage.canvas.getBoundingClientRect();
    const at = [(x - left) * devicePixelRatio, (y - top) * devicePixelRatio] as const;
    const isIn = ({ rect }: DrawnScene) =>
      at[0] >= rect.left &&
      at[1] >= rect.top &&
      at[0] < rect.left + rect.width &&
      at[1] < rect.top + rect.height;
    const scene = this.scenes.find(isIn);
    return scene && !this.stage.isLost ? pickIn(this.stage, scene, at) : undefined;
  }

  private drawParts(parts: ReadonlySet<Part>, panels: readonly PlacedPanel[], use: FrameUse): void {
    const scene = this.options.scene();
    if (!scene) return;
    const content = { ...scene, layers: this.options.layers(), panels };
    if (parts.has('slices')) this.cuts = drawSlices(content, use);
    if (parts.has('scene')) {
      const scenes = panels.filter(({ kind }) => kind === '3d');
      this.scenes = scenes.map((panel) => drawScenePanel(panel, content, use));
    }
  }

  private placed(): PlacedPanel[] {
    return placePanels(this.panels, this.stage.canvas.getBoundingClientRect(), devicePixelRatio);
  }

  private onLost(): void {
    this.scenes = [];
    this.cancel();
    for (const cache of this.caches) cache.dropHandles();
    this.tables.dropHandles();
    this.options.context(true);
  }

  private onRestored(): void {
    this.lastPlaces = '';
    this.options.context(false);
    this.request();
  }
}
