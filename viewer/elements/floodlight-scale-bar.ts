import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { scaleBar } from '../state/index.ts';
import { PartElement } from './part-element.ts';

/**
 * @summary A bar of 1, 2 or 5 times a power of ten nanometres, as long as its own width allows.
 *
 * Inside cross-sections, beside a viewer with `for`, or beside any picture with `nm-per-pixel`. Its width is given by CSS.
 *
 * @cssproperty [--floodlight-font=system-ui] - Words.
 */
@customElement('floodlight-scale-bar')
export class FloodlightScaleBar extends PartElement {
  static override styles = css`
    :host {
      display: block;
      color: var(--_t-text, #fff);
      font: 11px / 1.4 var(--floodlight-font, system-ui, sans-serif);
      text-shadow: 0 0 3px var(--_t-halo, #000), 0 0 2px var(--_t-halo, #000);
    }
    :host([hidden]) {
      display: none;
    }
    svg {
      display: block;
      block-size: 3px;
      margin-block-start: 2px;
      overflow: visible;
    }
    rect {
      fill: var(--_t-text, #fff);
      stroke: var(--_t-halo, #000);
      stroke-opacity: 0.5;
      stroke-width: 1px;
      paint-order: stroke;
    }
  `;

  /** Nanometres per CSS pixel. Default: that of the viewer's cross-sections. */
  @property({ type: Number, attribute: 'nm-per-pixel' }) nmPerPixel: number | undefined;

  private readonly sizes = new ResizeObserver(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  protected override render() {
    const nmPerPixel = this.nmPerPixel ?? this.target?.nmPerPixel;
    // No length can be told of what is not there, not yet laid out, or not finite.
    if (!nmPerPixel || !(nmPerPixel > 0 && nmPerPixel < 1e12) || this.clientWidth === 0) return nothing;
    const { label, width } = scaleBar(nmPerPixel, this.clientWidth);
    return html`${label}<svg width=${width} height="3" aria-hidden="true"><rect width=${width} height="3"></rect></svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-scale-bar': FloodlightScaleBar;
  }
}
