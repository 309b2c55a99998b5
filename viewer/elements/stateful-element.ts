import type { PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Xyz } from '../../datasets/geometry/index.ts';
import {
  encodeLink,
  type Json,
  type JsonObject,
  mergeStates,
  type ReadState,
  readState,
  type SegmentationLayer,
  type ViewerState,
  writeState,
} from '../../datasets/links/index.ts';
import type { LayerValue } from '../session/index.ts';
import {
  type Layout,
  layoutOf,
  listSegment,
  type PanelKind,
  positionNm,
  type SegmentNames,
  type Space,
  toggleLayout,
  toggleSegment,
  wishOf,
  withView,
} from '../state/index.ts';
import type { ActionDetail, LoadedLayer } from './events.ts';
import type { GoToOptions } from './glide.ts';
import { HistoryElement } from './history-element.ts';
import { changeModel } from './model-actions.ts';
import { leftOut, readLink } from './read-link.ts';
import { asOurs } from './session-element.ts';

/** What can be asked of an element that shows several layers: its state, links, layers, segments. */
export abstract class StatefulElement extends HistoryElement {
  /** A wheel without modifiers zooms, with Ctrl it steps through planes. Default: the other way round, as in Neuroglancer. */
  @property({ type: Boolean, attribute: 'wheel-zooms' }) wheelZooms = false;

  /** Address of a page that opens links; default Neuroglancer's. Links that readers copy begin with it. */
  @property({ attribute: 'link-base' }) linkBase = '';

  /** Colours: `light`, `dark`, or `auto` as the reader's system has it. Custom properties come before all of them. */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' = 'dark';

  @state() protected isHelpOpen = false;

  /** What is open, as `floodlight-load` last said. @internal */
  loadedLayers: readonly LoadedLayer[] = [];

  constructor() {
    super();
    this.addEventListener('floodlight-load', ({ detail }) => {
      this.loadedLayers = detail.layers;
    });
    this.addEventListener('floodlight-action', (event) => {
      if (this.act(event.detail)) event.preventDefault();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.session) this.session.wheelZooms = this.wheelZooms;
  }

  private act({ action, kind, pointNm }: ActionDetail): boolean {
    if (action === 'help') this.isHelpOpen = !this.isHelpOpen;
    else if (action === 'toggle-layout') this.setLayout(toggleLayout(this.layout, kind, false));
    else if (action === 'toggle-layout-alternative') this.setLayout(toggleLayout(this.layout, kind, true));
    else if (action === 'undo') this.undo();
    else if (action === 'redo') this.redo();
    else if (action === 'select' || action === 'star') return this.toggleAt(kind, pointNm, action);
    else return changeModel(action, this.model, (layer, segments) => this.changeSegments(layer, segments));
    return true;
  }

  private setLayout(layout: Layout): void {
    this.layout = layout;
    this.emit('floodlight-state-change', undefined);
  }

  /** Shows or lists the segments under the pointer, of every layer that takes clicks. */
  private toggleAt(kind: PanelKind, pointNm: Xyz | undefined, action: 'select' | 'star'): boolean {
    for (const { name, value } of this.valuesUnder(kind, pointNm)) {
      const layer = this.model.layers.find((each) => each.name === name);
      if (layer?.type !== 'segmentation' || layer.visible === false || layer.pick === false) continue;
      if (value === undefined || (BigInt(value) === 0n && layer.hideSegmentZero !== false)) continue;
      const change = action === 'select' ? toggleSegment : listSegment;
      this.changeSegments(layer, change(layer, BigInt(value)));
    }
    return true;
  }

  private valuesUnder(kind: PanelKind, pointNm: Xyz | undefined) {
    const { session } = this;
    if (kind !== '3d') return (pointNm && session?.valuesAt(pointNm)) ?? [];
    return (session?.hoveredSegments ?? []).map(({ layer, segment }) => ({
      name: layer.name,
      value: segment,
    }));
  }

  /** What is shown, as a Neuroglancer state. */
  get state(): JsonObject {
    return writeState(this.current);
  }

  /** A state's JSON, or a link with one. What is wrong with it is shown; a state that cannot be read changes nothing. */
  set state(json: Json) {
    try {
      if (typeof json !== 'string') this.show(readState(json));
      else void this.openLink(json).catch(() => undefined);
    } catch (error) {
      this.report(asOurs(error), undefined);
    }
  }

  /** A link to this place that Neuroglancer opens too. @param base address of the viewer. */
  link(base = 'https://neuroglancer-demo.appspot.com/'): string {
    return encodeLink(this.current, base);
  }

  /** A link to this place for this viewer alone: far shorter where many segments are chosen. @param base as `link` takes it. */
  async compressedLink(base: string): Promise<string> {
    const { encodeCompressedFragment } = await import('../../datasets/links/compressed/index.ts');
    return `${base.replace(/#.*$/s, '')}${await encodeCompressedFragment(this.current)}`;
  }

  /**
   * Opens a Neuroglancer link of any age, one of our compressed ones, its fragment, or a state's JSON; fetches the state where the link names a file.
   * @throws what is wrong with it, which is shown too; then what was shown stays.
   */
  async openLink(text: string): Promise<void> {
    try {
      const { kind, json } = await readLink(text);
      if (kind === 'merge') this.merge(readState(json));
      else this.show(readState(json));
    } catch (error) {
      const ours = asOurs(error);
      this.report(ours, undefined);
      throw ours;
    }
  }

  /** What positions are in; undefined until layers are open. @internal */
  get space(): Space | undefined {
    return this.session?.space;
  }

  /** Of the cross-sections, in nanometres per CSS pixel; undefined until layers are open. */
  get nmPerPixel(): number | undefined {
    return this.session?.nmPerPixel;
  }

  /** What the visible layers have at a place, the lowest first; undefined where it is not loaded. @param position voxels; default the centre. */
  valuesAt(position?: Xyz): readonly LayerValue[] {
    const { view, space } = this.session ?? {};
    if (!view || !space) return [];
    return this.session?.valuesAt(positionNm(position ? { ...view, position } : view, space)) ?? [];
  }

  /**
   * Moves to a segment, to where its mesh or its skeleton is. @param layer its name; default the first segmentation.
   * @returns whether something says where it is; what is wrong otherwise is shown.
   */
  async goToSegment(segment: bigint | string, layer?: string): Promise<boolean> {
    const { placeOfSegment } = await import('./segment-place.ts');
    const { session } = this;
    try {
      const position = session && (await placeOfSegment(session, BigInt(segment), layer));
      if (position) await this.moveTo(position);
      return position !== undefined;
    } catch (error) {
      this.report(asOurs(error), layer);
      return false;
    }
  }

  /** Moves the centre. @param position voxels. @param zoom voxels per CSS pixel; as it is where left out. */
  goTo(position: Xyz, zoom?: number): void;
  /**
   * Shows a state or a link over what is shown: view, layers, layout, as far as it names them. The view moves there in `durationMs`.
   * @returns whether it arrived; a reader who moves meanwhile stays where that leads. @throws what is wrong with it, which is shown too.
   */
  goTo(state: JsonObject | string, options?: GoToOptions): Promise<boolean>;
  goTo(target: Xyz | JsonObject | string, more?: number | GoToOptions): undefined | Promise<boolean> {
    this.gliding?.abort();
    if (!Array.isArray(target)) return this.glideTo(target as JsonObject, (more ?? {}) as GoToOptions);
    this.position = target as unknown as Xyz;
    if (more !== undefined) this.zoom = more as number;
    void this.updateComplete.then(() => this.emit('floodlight-state-change', undefined));
    return undefined;
  }

  private gliding: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.gliding?.abort();
  }

  private async glideTo(target: JsonObject | string, { durationMs = 0 }: GoToOptions): Promise<boolean> {
    const here = new AbortController();
    this.gliding = here;
    try {
      const { state, warnings } = readState(
        typeof target === 'string' ? (await readLink(target)).json : target,
      );
      const { glide, inAxesOf, targetView } = await import('./glide.ts');
      const { session } = this;
      const to = session && targetView(inAxesOf(this.model.state, state), session);
      if (!session || !to || here.signal.aborted) return false;
      this.model.merge(state);
      if (state.layout) this.layout = layoutOf(state.layout);
      this.warn(warnings);
      const hasArrived = await glide(session, to, durationMs, here.signal);
      this.emit('floodlight-state-change', undefined);
      return hasArrived;
    } catch (error) {
      this.report(asOurs(error), undefined);
      throw asOurs(error);
    }
  }

  /** Moves the centre for a reader, and says so. @internal */
  async moveTo(position: Xyz): Promise<void> {
    this.goTo(position);
    await this.updateComplete;
    const { view } = this.session ?? {};
    if (view) this.emit('floodlight-position-change', { position: view.position, zoom: view.zoom });
  }

  /** Shows these segments and no others. @param layer its name; default the first segmentation. @returns whether there is one. */
  select(segments: Iterable<bigint | string>, layer?: string): boolean {
    const found = this.model.layers.find(
      ({ type, name }) => type === 'segmentation' && (layer === undefined || name === layer),
    );
    if (found?.type !== 'segmentation') return false;
    return this.changeSegments(found, [...segments].map(String), false);
  }

  /** What a layer's segments are called, from its segment properties; empty where it has none, and before it is loaded. */
  segmentNames(layer: string): Promise<SegmentNames> {
    return this.session?.namesOf(layer) ?? Promise.resolve(new Map());
  }

  /** Adds a layer above the others: Neuroglancer's keys. @returns its name. */
  addLayer(layer: JsonObject): string {
    const { state, warnings } = readState({ layers: [layer] });
    const [added] = state.layers ?? [];
    this.warn(warnings);
    return added ? this.model.addLayer(added) : '';
  }

  /** @returns whether there was such a layer. */
  removeLayer(name: string): boolean {
    return this.model.removeLayer(name);
  }

  /** @internal */
  changeSegments({ name }: SegmentationLayer, segments: readonly string[], byUser = true): boolean {
    const isThere = this.model.setLayer(name, { segments }, byUser);
    if (isThere) this.emit('floodlight-selection-change', { layer: name, segments });
    return isThere;
  }

  private get current(): ViewerState {
    const { view, space, sceneHeight } = this.session ?? {};
    const { state } = this.model;
    return view && space ? withView(state, this.layout, { view, space, sceneHeight }) : state;
  }

  private show({ state, warnings }: ReadState): void {
    this.gliding?.abort();
    this.clearProblems();
    this.layout = layoutOf(state.layout);
    this.model.replace(state);
    this.begin(wishOf(state));
    this.amend();
    this.warn(warnings);
  }

  private merge({ state, warnings }: ReadState): void {
    this.show({ state: mergeStates(this.current, state), warnings });
  }

  private warn(warnings: ReadState['warnings']): void {
    for (const error of leftOut(warnings)) this.report(error, undefined);
  }
}
