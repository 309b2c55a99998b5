import type { FloodlightError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import {
  canonicalVoxelNm,
  centerOf,
  DEFAULT_TURN,
  fitScene,
  fitZoom,
  type LayerSpec,
  type Orientation,
  planeBasis,
  type SegmentNames,
  type Space,
  type View,
  type ViewWish,
} from '../state/index.ts';
import { createSources, type Sources, type SourcesOptions } from '../workers/index.ts';
import type { OpenedLayer, SessionEvent, SessionListener } from './events.ts';
import { FrameLoop } from './frame-loop.ts';
import { labelAt, pointTo } from './hovered.ts';
import { asFloodlightError, LayerSet } from './layer-set.ts';
import type { LayerState } from './layer-state.ts';
import { namesIn } from './names.ts';
import type { Panel } from './panels.ts';
import type { Absence } from './resource-cache.ts';
import { spaceOf } from './space.ts';
import { type LayerValue, valuesAt } from './values.ts';

/**
 * Everything that an element owns while it is in a page: canvas, layers, what is loaded, the view.
 * It is made when the element is connected and disposed when it is not; nothing outlives it.
 */
export class Session {
  readonly canvas: HTMLCanvasElement;
  /** Undefined until layers are open. */
  view: View | undefined;
  space: Space | undefined;
  /** Set by `hover`. */
  hovered: Xyz | undefined;
  /** Whether a wheel without modifiers zooms, and with Ctrl steps. */
  wheelZooms = false;
  private readonly listeners = new Set<SessionListener>();
  private readonly frames: FrameLoop;
  private readonly sources: Sources;
  private readonly set: LayerSet;
  private wish: ViewWish = {};
  /** The zooms follow the panels' sizes until somebody chooses them. */
  private fitted = { zoom: true, scene: true };
  private disposed = false;

  /** @throws UnsupportedError where the browser has no WebGL2. */
  constructor(canvas: HTMLCanvasElement, options: SourcesOptions) {
    this.canvas = canvas;
    this.sources = createSources(options);
    this.set = new LayerSet(this.sources, {
      opened: () => this.frames.request(),
      changed: (keys) => {
        for (const cache of this.frames.caches) cache.refresh(keys);
      },
      failed: (error, layer) => this.emit({ type: 'error', error, layer }),
      settled: () => this.onSettled(),
    });
    this.frames = new FrameLoop(canvas, {
      layers: () => this.set.layers.filter(({ spec }) => spec.visible !== false),
      scene: () => (this.view && this.space ? { view: this.view, space: this.space } : undefined),
      isOpening: () => this.set.isBusy,
      drawn: () => this.emit({ type: 'idle' }),
      progressed: () => this.emit({ type: 'progress' }),
      context: (lost) => this.emit({ type: 'context', lost }),
      failed: (error, subject) => this.fail(asFloodlightError(error, subject)),
      resized: () => this.fit(),
    });
  }

  get isBusy(): boolean {
    return this.frames.isBusy;
  }

  /** How many chunks and meshes are on their way, are not in their store, or failed; a layer that did not open is one. */
  get counts(): Readonly<Record<Absence, number>> {
    const { counts } = this.frames;
    return { ...counts, failed: counts.failed + this.set.failed };
  }

  /** Tries everything again that failed or was missing. */
  retry(): void {
    void this.set.retry();
    this.frames.retry();
  }

  subscribe(listener: SessionListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  addPanel(panel: Panel): () => void {
    return this.frames.addPanel(panel);
  }

  /** @param base what relative sources are relative to. */
  setLayers(specs: readonly LayerSpec[], base: string): void {
    void this.set.replace(specs, base);
    this.frames.expect(specs.filter(({ visible }) => visible !== false).map(({ type }) => type));
    this.frames.request();
  }

  /** Takes over what a page says; `undefined` leaves what is. */
  setWish({ position, zoom }: ViewWish): void {
    this.wish = { ...this.wish, position: position ?? this.wish.position, zoom: zoom ?? this.wish.zoom };
    if (zoom !== undefined) this.fitted.zoom = false;
    const { view } = this;
    if (!view || (position ?? zoom) === undefined) return;
    this.show({ ...view, position: position ?? view.position, zoom: zoom ?? view.zoom }, false, true);
  }

  /** Forgets the view and begins with another; after `setLayers`, so that new layers are waited for. */
  reset(wish: ViewWish): void {
    this.wish = wish;
    this.view = undefined;
    this.fitted = { zoom: wish.zoom === undefined, scene: wish.projectionScale === undefined };
    if (!this.set.isBusy) this.begin();
  }

  /** Of the cross-sections, per CSS pixel; undefined until layers are open. */
  get nmPerPixel(): number | undefined {
    return this.view && this.space && this.view.zoom * canonicalVoxelNm(this.space);
  }

  /** CSS pixels; undefined where there is no 3-D panel. */
  get sceneHeight(): number | undefined {
    return this.frames.panelSizes().find(({ kind }) => kind === '3d')?.height;
  }

  /** Goes on from an earlier session of the same element, or from a view of before. */
  resume(view: View, fitted: { readonly zoom: boolean; readonly scene: boolean }, voxelSizeNm?: Xyz): void {
    this.wish = { voxelSizeNm };
    this.view = view;
    this.fitted = { ...fitted };
    if (this.space) this.begin();
  }

  /** What `resume` takes. */
  get fits(): { readonly zoom: boolean; readonly scene: boolean } {
    return { ...this.fitted };
  }

  /** A pointer or key changed the view, or a program does on its way. */
  move(view: View, byUser = true): void {
    if (view.zoom !== this.view?.zoom) this.fitted.zoom = false;
    if (view.sceneNmPerPixel !== this.view?.sceneNmPerPixel) {
      this.fitted.scene = false;
      this.wish = { ...this.wish, projectionScale: undefined };
    }
    this.show(view, byUser);
  }

  /** The canvas or a panel has another size or place. */
  resize(): void {
    this.frames.resize();
  }

  /** Draws at once, so that the canvas can be copied. */
  drawNow(): void {
    this.frames.drawNow();
  }

  /** The point under the pointer, in nanometres; undefined where it is over no cross-section. @param orientation the panel's. */
  hover(pointNm: Xyz | undefined, orientation: Orientation = 'xy'): void {
    this.hovered = pointNm;
    if (pointTo(this.set.layers, this.segmentUnder(pointNm, orientation))) this.frames.request();
    this.emit({ type: 'hover' });
  }

  /** The pointer is over the scene. @param at CSS pixels of the window; undefined where it left. */
  hoverScene(at: readonly [number, number] | undefined): void {
    const picked = at && this.frames.pickScene(...at);
    this.hovered = picked?.pointNm;
    const changed = pointTo(this.set.layers, ({ key, spec }) =>
      picked?.layerKey === key && spec.type === 'segmentation' ? picked.segment : undefined,
    );
    if (changed) this.frames.request();
    this.emit({ type: 'hover' });
  }

  /** What a layer has at a point of a cross-section: a skeleton that is seen there, or what the data say. */
  private segmentUnder(pointNm: Xyz | undefined, orientation: Orientation) {
    const { nmPerPixel, view, frames } = this;
    const basis = planeBasis(orientation, view?.sliceRotation);
    return (layer: LayerState): bigint | undefined => {
      if (!pointNm || layer.spec.visible === false) return undefined;
      const line = nmPerPixel && frames.skeletonNear(layer, pointNm, basis, nmPerPixel);
      return line || labelAt(layer, frames.chunks, pointNm);
    };
  }

  /** The segments under the pointer, of every layer that has one there: what a click means. */
  get hoveredSegments(): readonly { readonly layer: LayerSpec; readonly segment: bigint }[] {
    return this.set.layers.flatMap(({ spec, hovered }) =>
      hovered === undefined ? [] : [{ layer: spec, segment: hovered }],
    );
  }

  /** Default: the first segmentation. @internal */
  layerNamed(name: string | undefined): LayerState | undefined {
    const isIt = ({ type, name: own }: LayerSpec) => (name ? own === name : type === 'segmentation');
    return this.set.layers.find(({ spec }) => isIt(spec));
  }

  /** What the segments of a layer are called; read once, empty where nothing says so. A failure is told, once. */
  namesOf(layerName: string): Promise<SegmentNames> {
    const layer = this.layerNamed(layerName);
    return namesIn(layer, (error) => this.emit({ type: 'error', error, layer: layer?.spec }));
  }

  valuesAt(pointNm: Xyz): LayerValue[] {
    const visible = this.set.layers.filter(({ spec }) => spec.visible !== false);
    return valuesAt(visible, this.frames.chunks, pointNm);
  }

  dispose(): void {
    this.disposed = true;
    this.listeners.clear();
    this.frames.dispose();
    this.set.dispose();
    this.sources.dispose();
  }

  private onSettled(): void {
    this.begin();
    const layers = this.opened();
    if (layers.length > 0) this.emit({ type: 'load', layers });
  }

  private opened(): OpenedLayer[] {
    return this.set.layers.flatMap(({ spec, source }) => (source ? [{ spec, info: source.info }] : []));
  }

  /** Space and view from what is open; a view that is there stays. */
  private begin(): void {
    const { wish } = this;
    const space = spaceOf(this.opened().map(({ info }) => info));
    this.space = space && { ...space, voxelSizeNm: wish.voxelSizeNm ?? space.voxelSizeNm };
    if (this.space && !this.view) {
      this.view = {
        position: wish.position ?? centerOf(this.space),
        zoom: wish.zoom ?? 1,
        sceneNmPerPixel: 1,
        sliceRotation: wish.sliceRotation ?? DEFAULT_TURN.sliceRotation,
        rotation: wish.rotation ?? DEFAULT_TURN.rotation,
        projection: wish.projection ?? DEFAULT_TURN.projection,
        slicesInScene: wish.slicesInScene ?? DEFAULT_TURN.slicesInScene,
        axisLines: wish.axisLines ?? true,
        scaleBar: wish.scaleBar ?? true,
        bounds: wish.bounds ?? true,
        sliceBackground: wish.sliceBackground,
        sceneBackground: wish.sceneBackground,
      };
    }
    this.fit();
    this.emit({ type: 'view', byUser: false });
    this.frames.request();
  }

  private fit(): void {
    if (!this.view || !this.space) return;
    const panels = this.frames.panelSizes();
    const zoom = this.fitted.zoom ? fitZoom(this.space, panels) : this.view.zoom;
    const wished = this.wishedScene(this.space);
    const sceneNmPerPixel =
      wished ?? (this.fitted.scene ? fitScene(this.space, panels) : this.view.sceneNmPerPixel);
    if (zoom === this.view.zoom && sceneNmPerPixel === this.view.sceneNmPerPixel) return;
    this.show({ ...this.view, zoom, sceneNmPerPixel }, false);
  }

  /** States count over the panel's height, until the reader zooms. @returns nanometres per CSS pixel. */
  private wishedScene(space: Space): number | undefined {
    const { projectionScale } = this.wish;
    const height = this.sceneHeight;
    if (projectionScale === undefined || height === undefined) return undefined;
    return (projectionScale * canonicalVoxelNm(space)) / height;
  }

  private show(view: View, byUser: boolean, isWish = false): void {
    this.view = view;
    if (byUser) this.frames.moved();
    else this.frames.request();
    this.emit({ type: 'view', byUser, isWish });
  }

  private fail(error: FloodlightError): void {
    this.emit({ type: 'error', error, layer: undefined });
  }

  private emit(event: SessionEvent): void {
    if (this.disposed) return;
    for (const listener of [...this.listeners]) listener(event);
  }
}
