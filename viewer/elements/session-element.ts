import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type FloodlightError, isFloodlightError, UnsupportedError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { type Panel, Session, type SessionEvent } from '../session/index.ts';
import type { LayerSpec, View } from '../state/index.ts';
import type { StoreFactory } from '../workers/index.ts';
import './events.ts';
import { FloodlightLayer } from './floodlight-layer.ts';
import { loadingLine, type Problem, problemList } from './messages.ts';
import { checkedPosition, checkedZoom, positionConverter } from './position-converter.ts';
import { takeSnapshot } from './snapshot.ts';
import { statusLine } from './status-line.ts';

/**
 * What the viewer, a lone slice and a lone scene have in common: layers as children, a session while connected,
 * messages and a status line. The session is made with the first update after connecting and disposed on
 * disconnecting; where the reader was is kept for the next.
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

  @state() private own: Session | undefined;
  @state() private problems: readonly Problem[] = [];
  @state() private layerCount = 0;

  private kept: { readonly view: View; readonly fits: Session['fits'] } | undefined;
  private unsubscribe: (() => void) | undefined;
  private readonly resizes = new ResizeObserver(() => this.own?.resize());
  private readonly onWindowResize = () => this.own?.resize();

  /** The session in use: the viewer's, or this element's own. */
  protected get session(): Session | undefined {
    return this.shared ?? this.own;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('floodlight-layer-change', this.readLayers);
    this.resizes.observe(this);
    // Moving to a screen of another pixel ratio changes no size in CSS pixels, but fires this.
    window.addEventListener('resize', this.onWindowResize);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('floodlight-layer-change', this.readLayers);
    this.resizes.disconnect();
    window.removeEventListener('resize', this.onWindowResize);
    this.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.own && (this.shared || changed.has('stores') || changed.has('workerUrl'))) this.close();
    if (this.isConnected && !this.shared && !this.own && this.problems.length === 0) this.open();
    if (this.own && (changed.has('position') || changed.has('zoom'))) this.passWish(this.own);
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.own?.resize();
  }

  private open(): void {
    try {
      this.own = new Session(document.createElement('canvas'), this);
    } catch (error) {
      return this.report(asOurs(error), undefined);
    }
    this.own.canvas.part = 'canvas';
    this.unsubscribe = this.own.subscribe((event) => this.onSession(event));
    this.readLayers();
    if (this.kept) this.own.resume(this.kept.view, this.kept.fits);
    else this.passWish(this.own);
  }

  private close(): void {
    const { own } = this;
    if (own?.view) this.kept = { view: own.view, fits: own.fits };
    this.unsubscribe?.();
    own?.dispose();
    this.own = undefined;
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

  private readonly readLayers = (): void => {
    if (!this.own) return;
    const specs: LayerSpec[] = [];
    this.problems = [];
    for (const child of this.children) {
      if (!(child instanceof FloodlightLayer)) continue;
      try {
        specs.push(child.spec);
      } catch (error) {
        this.report(asOurs(error), child.name);
      }
    }
    this.layerCount = specs.length;
    this.own.setLayers(specs, document.baseURI);
  };

  private onSession(event: SessionEvent): void {
    const { own } = this;
    this.requestUpdate();
    if (event.type === 'view' && own?.view) {
      this.position = own.view.position;
      this.zoom = own.view.zoom;
      if (event.byUser) this.emit('floodlight-move', { position: own.view.position, zoom: own.view.zoom });
    } else if (event.type === 'load') {
      const layers = event.layers.map(({ spec, info }) => ({ ...info, name: spec.name, type: spec.type }));
      this.emit('floodlight-load', { layers });
    } else if (event.type === 'idle') {
      this.emit('floodlight-idle', undefined);
    } else if (event.type === 'error') {
      this.report(event.error, event.layer?.name);
    }
  }

  private readonly dismiss = (problem: Problem): void => {
    this.problems = this.problems.filter((each) => each !== problem);
  };

  private report(error: FloodlightError, layer: string | undefined): void {
    this.problems = [...this.problems, { layer, error }];
    this.emit('floodlight-error', error);
  }

  private emit(name: string, detail: unknown): void {
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
      ${this.own?.canvas}
      <slot @slotchange=${this.readLayers}></slot>
      <div class="progress ${this.own?.isBusy ? 'busy' : ''}" part="progress"></div>
      ${loadingLine(isWaiting ? this.layerCount : 0)} ${problemList(this.problems, this.dismiss)}
    `;
  }

  protected renderStatus() {
    return this.shared ? nothing : html`<div class="status" part="status">${statusLine(this.session)}</div>`;
  }
}

function asOurs(error: unknown): FloodlightError {
  if (isFloodlightError(error)) return error;
  return new UnsupportedError({ subject: 'viewer', expected: 'to start', got: String(error), cause: error });
}
