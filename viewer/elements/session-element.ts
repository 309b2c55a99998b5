import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type FloodlightError, isFloodlightError, UnsupportedError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { LayerState } from '../../datasets/links/index.ts';
import { headStart, type Panel, Session, type SessionEvent } from '../session/index.ts';
import { layersOf, type View, ViewerModel, type ViewWish, wishOf } from '../state/index.ts';
import type { StoreFactory } from '../workers/index.ts';
import { earlySpecs } from './early-specs.ts';
import './events.ts';
import { FloodlightLayer } from './floodlight-layer.ts';
import { loadingLine, type Problem, problemList } from './messages.ts';
import { checkedPosition, checkedZoom, positionConverter } from './position-converter.ts';
import { takeSnapshot } from './snapshot.ts';
import { failedChip, loadingCount, statusLine } from './status-line.ts';
import { onTexts } from './texts.ts';

/**
 * What the viewer, a lone slice and a lone scene have in common: layers as children, a session while connected,
 * messages and a status line. The session is made with the first update after connecting and disposed on
 * disconnecting; layers and where the reader was are kept for the next.
 */
export abstract class SessionElement extends LitElement {
  /** Voxels of the first layer, `x, y, z`. Default: the centre of the data. Follows the reader. */
  @property({ converter: positionConverter }) position: Xyz | undefined;

  /** Voxels per CSS pixel of the cross-sections. Default: the volume fits. Follows the reader. */
  @property({ type: Number }) zoom: number | undefined;

  /** Where chunk-worker.js is; `none` decodes on the page's thread. Default: beside the script. */
  @property({ attribute: 'worker-url' }) workerUrl: string | undefined;

  /** Gives the store of a dataset's address, for data that are not on the web. */
  @property({ attribute: false }) stores: StoreFactory | undefined;

  /** The session of the viewer around this panel. @internal */
  @property({ attribute: false }) shared: Session | undefined;

  /** `lazy`: nothing is loaded before the element comes into sight. */
  @property() loading: 'eager' | 'lazy' = 'eager';

  /** URL of a picture that is shown until there is data to see. */
  @property() poster = '';

  @state() private isSeen = false;
  @state() private own: Session | undefined;
  @state() private problems: readonly Problem[] = [];
  @state() private layerCount = 0;

  /** Layers and switches. @internal */
  readonly model = new ViewerModel();
  /** What a state asked of the view before there was a session. */
  private wish: ViewWish | undefined;
  private kept: { readonly view: View; readonly fits: Session['fits'] } | undefined;
  private unsubscribe: (() => void) | undefined;
  private stopTexts: (() => void) | undefined;
  private readonly resizes = new ResizeObserver(() => this.own?.resize());
  private readonly sights = new IntersectionObserver((entries) => {
    this.isSeen ||= entries.some(({ isIntersecting }) => isIntersecting);
  });
  private readonly onWindowResize = () => this.own?.resize();

  /** Tries again what may go well this time, and takes back what was said about it. */
  private readonly retry = (): void => {
    this.problems = this.problems.filter(({ error }) => !isWorthRetry(error));
    this.own?.retry();
  };

  constructor() {
    super();
    // The model is this element's own: it needs no end.
    this.model.subscribe(({ byUser }) => this.onModel(byUser));
  }

  /** The session in use: the viewer's, or this element's own. */
  protected get session(): Session | undefined {
    return this.shared ?? this.own;
  }

  /** What the first update after connecting waits for. */
  private early: Promise<void> | undefined;

  protected override async scheduleUpdate(): Promise<unknown> {
    if (this.early) await this.early;
    return super.scheduleUpdate();
  }

  override connectedCallback(): void {
    if (!this.shared && !this.stores && this.workerUrl !== 'none' && this.loading !== 'lazy')
      this.early = headStart(this.workerUrl, () => earlySpecs(this, this.model.layers), document.baseURI);
    super.connectedCallback();
    this.addEventListener('floodlight-layer-change', this.readLayers);
    this.stopTexts = onTexts(() => this.requestUpdate());
    this.resizes.observe(this);
    this.sights.observe(this);
    // Moving to a screen of another pixel ratio changes no size in CSS pixels, but fires this.
    window.addEventListener('resize', this.onWindowResize);
    window.addEventListener('online', this.retry);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('floodlight-layer-change', this.readLayers);
    this.stopTexts?.();
    this.resizes.disconnect();
    this.sights.disconnect();
    window.removeEventListener('resize', this.onWindowResize);
    window.removeEventListener('online', this.retry);
    this.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.own && (this.shared || changed.has('stores') || changed.has('workerUrl'))) this.close();
    const mayOpen = this.loading !== 'lazy' || this.isSeen;
    if (this.isConnected && mayOpen && !this.shared && !this.own && !this.hasFailed) this.open();
    if (this.own && (changed.has('position') || changed.has('zoom'))) this.passWish(this.own);
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.own?.resize();
  }

  /** A browser without WebGL2 is not asked again with every update. */
  private hasFailed = false;

  private open(): void {
    try {
      this.own = new Session(document.createElement('canvas'), this);
    } catch (error) {
      this.hasFailed = true;
      return this.report(asOurs(error), undefined);
    }
    const { own } = this;
    own.canvas.part = 'canvas';
    this.unsubscribe = own.subscribe((event) => this.onSession(event));
    this.readLayers();
    if (this.wish) own.reset(this.wish);
    else if (this.kept) own.resume(this.kept.view, this.kept.fits, wishOf(this.model.state).voxelSizeNm);
    else this.passWish(own);
    this.wish = undefined;
  }

  private close(): void {
    const { own } = this;
    if (own?.view) this.kept = { view: own.view, fits: own.fits };
    this.unsubscribe?.();
    own?.dispose();
    this.own = undefined;
    this.hasFailed = false;
    this.problems = [];
  }

  private passWish(session: Session): void {
    const { view } = session;
    try {
      const position = checkedPosition(this.position);
      const zoom = checkedZoom(this.zoom);
      // What came from the session itself is no wish: it would stop the zoom from fitting.
      session.setWish({
        position: position === view?.position ? undefined : position,
        zoom: zoom === view?.zoom ? undefined : zoom,
      });
    } catch (error) {
      this.report(asOurs(error), undefined);
    }
  }

  /** Begins anew with a view that a state asked for; its layers are in the model. */
  protected begin(wish: ViewWish): void {
    if (this.own) this.own.reset(wish);
    else this.wish = wish;
  }

  private readonly readLayers = (): void => {
    if (!this.own) return;
    const layers: LayerState[] = [];
    this.problems = [];
    for (const child of this.children) {
      if (!(child instanceof FloodlightLayer)) continue;
      try {
        layers.push(child.state);
      } catch (error) {
        this.report(asOurs(error), child.name);
      }
    }
    this.model.readPage(layers);
  };

  private onModel(byUser: boolean): void {
    this.passLayers();
    this.requestUpdate();
    if (byUser) this.emit('floodlight-state-change', undefined);
  }

  private passLayers(): void {
    const layers = layersOf(this.model.state);
    for (const { name, state, problem } of layers) {
      const isKnown = this.problems.some(({ error }) => error.message === problem?.message);
      if (problem && state.visible !== false && !isKnown) this.report(problem, name);
    }
    const specs = layers.flatMap(({ spec }) => spec ?? []);
    this.layerCount = specs.filter(({ visible }) => visible !== false).length;
    this.own?.setLayers(specs, document.baseURI);
  }

  private onSession(event: SessionEvent): void {
    const { own } = this;
    if (event.type === 'progress') return this.tellProgress();
    this.requestUpdate();
    if (event.type === 'view' && own?.view) {
      const { position, zoom } = own.view;
      this.position = position;
      this.zoom = zoom;
      if (!event.byUser) return;
      this.emit('floodlight-position-change', { position, zoom });
      this.emit('floodlight-state-change', undefined);
    } else if (event.type === 'load') {
      const layers = event.layers.map(({ spec, info }) => ({ ...info, name: spec.name, type: spec.type }));
      this.emit('floodlight-load', { layers });
    } else if (event.type === 'idle') {
      this.emit('floodlight-idle', undefined);
    } else if (event.type === 'error') {
      this.report(event.error, event.layer?.name);
    }
  }

  private lastProgress = '';

  /** Only when the numbers are others. */
  private tellProgress(): void {
    if (!this.own) return;
    const { counts } = this.own;
    const numbers = JSON.stringify(counts);
    if (numbers === this.lastProgress) return;
    this.lastProgress = numbers;
    this.requestUpdate();
    this.emit('floodlight-progress', { ...counts });
  }

  private readonly dismiss = (problem: Problem): void => {
    this.problems = this.problems.filter((each) => each !== problem);
  };

  /** Says what went wrong, on the page and as an event. */
  protected report(error: FloodlightError, layer: string | undefined): void {
    this.problems = [...this.problems, { layer, error }];
    this.emit('floodlight-error', error);
  }

  protected clearProblems(): void {
    this.problems = [];
  }

  protected emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** What this element shows, as a PNG, in device pixels. */
  async snapshot(): Promise<Blob> {
    const { session } = this;
    if (!session) {
      throw new UnsupportedError({ subject: 'snapshot', expected: 'a connected element', got: 'none' });
    }
    return takeSnapshot(session, this.panels());
  }

  /** The parts of this element that the session draws into. */
  protected abstract panels(): readonly Panel[];

  /** Canvas, layers, messages: everything but the panels and the status line. */
  protected renderFrame() {
    if (this.shared) return nothing;
    const isWaiting = !this.own?.view && this.problems.length < this.layerCount;
    return html`
      ${this.own?.canvas} ${this.poster && !this.own?.view ? html`<img class="poster" part="poster" src=${this.poster} alt="" />` : nothing}
      <slot @slotchange=${this.readLayers}></slot>
      <div class="progress ${this.own?.isBusy ? 'busy' : ''}" part="progress"></div>
      ${loadingLine(isWaiting ? this.layerCount : 0)} ${problemList(this.problems, this.dismiss)}
    `;
  }

  protected renderStatus() {
    const { session } = this;
    return this.shared
      ? nothing
      : html`<div class="status" part="status">${statusLine(session)}${loadingCount(session)}${failedChip(session, this.retry)}</div>`;
  }
}

/** Hosts and networks mend themselves, what a page or a link says does not. */
const isWorthRetry = ({ tag }: FloodlightError): boolean =>
  ['transient', 'missing', 'forbidden', 'corrupt'].includes(tag);

/** What is not one of our errors is a fault of ours, or of the browser's; it is shown all the same. */
export function asOurs(error: unknown): FloodlightError {
  if (isFloodlightError(error)) return error;
  return new UnsupportedError({ subject: 'viewer', expected: 'to start', got: String(error), cause: error });
}
