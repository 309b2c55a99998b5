import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { hiddenParts, type InterfacePart, type ViewWish } from '../state/index.ts';
import { StatefulElement } from './stateful-element.ts';

/** What the page around decides: which parts of the interface are shown, and who may ask by messages. */
export abstract class HostedElement extends StatefulElement {
  /**
   * Parts of the interface that are not shown, separated by spaces: `top-bar`, `layers`, `location`, `tools`, `picture`, `segment`, `help`,
   * `status`, `labels`, `borders`, `axis-lines`, `scale-bar`. A state hides them by Neuroglancer's keys (`showLocation: false` …).
   */
  @property() hide = '';

  /** Origins whose pages may ask by messages, separated by spaces; `self` is this page's. Nothing else is answered. */
  @property({ attribute: 'allow-origins' }) allowOrigins = '';

  /** What is not shown now. */
  protected get hiddenNow(): ReadonlySet<InterfacePart> {
    return hiddenParts(this.hide, this.model.state);
  }

  private bridge: AbortController | undefined;

  private openBridge(): void {
    this.bridge?.abort();
    if (!this.isConnected || this.allowOrigins === '') return;
    this.bridge = new AbortController();
    const { signal } = this.bridge;
    const origins = this.allowOrigins
      .split(/\s+/)
      .map((origin) => (origin === 'self' ? location.origin : origin));
    void import('./bridge.ts').then(({ openBridge }) => openBridge(this, origins, signal));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.allowOrigins !== '') this.openBridge();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.openBridge();
  }

  /** What `hide` says of lines and bar is where a view begins; keys and states change it. */
  private applied = '';

  private hideLines(): void {
    const { session, hide } = this;
    const { view } = session ?? {};
    if (!session || !view || hide === this.applied) return;
    this.applied = hide;
    const parts = hiddenParts(hide, {});
    const { showAxisLines, showScaleBar } = this.model.state;
    const axisLines = showAxisLines ?? !parts.has('axis-lines');
    const scaleBar = showScaleBar ?? !parts.has('scale-bar');
    if (view.axisLines !== axisLines || view.scaleBar !== scaleBar)
      session.move({ ...view, axisLines, scaleBar }, false);
  }

  protected override begin(wish: ViewWish): void {
    super.begin(wish);
    this.applied = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('allowOrigins') && this.hasUpdated) this.openBridge();
    this.hideLines();
  }
}
