import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AXIS_NAMES, type Direction, isOrientation, type Orientation, PANEL_AXES } from '../state/index.ts';
import './floodlight-scale-bar.ts';
import { PanelElement } from './panel-element.ts';
import { sliceStyles } from './slice.styles.ts';
import { words } from './texts.ts';

/**
 * @summary One cross-section of the layers that are its children, or of the viewer around it.
 *
 * Mouse and keys are Neuroglancer's: `viewer/state/bindings.ts` has them all.
 *
 * @event {CustomEvent<LoadDetail>} floodlight-load - The description of every layer was read.
 * @event {CustomEvent<void>} floodlight-idle - Everything visible is loaded and drawn.
 * @event {CustomEvent<FloodlightError>} floodlight-error - Something could not be read; the rest goes on.
 * @event {CustomEvent<PositionDetail>} floodlight-position-change - The reader moved or zoomed.
 * @event {CustomEvent<PickDetail>} floodlight-pick - The reader clicked.
 * @slot - `<floodlight-layer>` elements, the lowest first.
 * @csspart canvas - What is drawn.
 * @csspart surface - What takes the pointer and the keys.
 * @csspart label - The name of the plane.
 * @csspart axis - Both axis lines.
 * @csspart scale-bar - The scale bar; inside a viewer, in the xy plane.
 * @csspart messages - The list of errors.
 * @csspart error - One error.
 * @csspart dismiss - The button that takes an error away.
 * @csspart loading - The words while descriptions are read.
 * @csspart progress - The line that moves while chunks are loaded.
 * @csspart status - The status line.
 * @cssproperty [--floodlight-background=#0d0d0f] - Behind the data.
 */
@customElement('floodlight-slice')
export class FloodlightSlice extends PanelElement {
  static override styles = [...PanelElement.styles, sliceStyles];

  /** `xy`, `xz` or `yz`; anything else is `xy`. */
  @property({ reflect: true }) orientation: Orientation = 'xy';

  protected override get kind(): Orientation {
    return isOrientation(this.orientation) ? this.orientation : 'xy';
  }

  protected override render() {
    const { right, down } = PANEL_AXES[this.kind];
    return html`
      ${this.renderFrame()}
      ${
        this.session?.view?.axisLines === false
          ? nothing
          : html`<div class="axis across ${axisName(right)}" part="axis"></div>
              <div class="axis along ${axisName(down)}" part="axis"></div>`
      }
      <div class="label" part="label">${this.kind}</div>
      ${this.kind === 'xy' || !this.shared ? this.renderScaleBar() : nothing}
      ${this.renderSurface(words('slice', { plane: this.kind }))} ${this.renderStatus()}
    `;
  }

  private renderScaleBar() {
    const { session } = this;
    return session?.view?.scaleBar
      ? html`<floodlight-scale-bar part="scale-bar" .nmPerPixel=${session.nmPerPixel}></floodlight-scale-bar>`
      : nothing;
  }
}

const axisName = ({ axis }: Direction) => AXIS_NAMES[axis];

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-slice': FloodlightSlice;
  }
}
