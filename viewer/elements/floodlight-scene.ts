import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { PanelElement } from './panel-element.ts';
import { words } from './texts.ts';

/**
 * @summary The meshes of chosen segments in perspective, of the layers that are its children or of the viewer around it.
 *
 * Mouse and keys are Neuroglancer's: `viewer/state/bindings.ts` has them all.
 *
 * @event {CustomEvent<LoadDetail>} floodlight-load - The description of every layer was read.
 * @event {CustomEvent<void>} floodlight-idle - Everything visible is loaded and drawn.
 * @event {CustomEvent<FloodlightError>} floodlight-error - Something could not be read; the rest goes on.
 * @event {CustomEvent<PositionDetail>} floodlight-position-change - The reader turned or zoomed.
 * @event {CustomEvent<PickDetail>} floodlight-pick - The reader clicked a mesh.
 * @slot - `<floodlight-layer>` elements.
 * @csspart canvas - What is drawn.
 * @csspart surface - What takes the pointer and the keys.
 * @csspart label - The word 3D.
 * @csspart messages - The list of errors.
 * @csspart error - One error.
 * @csspart dismiss - The button that takes an error away.
 * @csspart loading - The words while descriptions are read.
 * @csspart progress - The line that moves while meshes are loaded.
 * @csspart status - The status line.
 * @cssproperty [--floodlight-scene-background=#141416] - Behind the meshes.
 */
@customElement('floodlight-scene')
export class FloodlightScene extends PanelElement {
  static override styles = [
    ...PanelElement.styles,
    css`
      :host {
        background: var(--_scene-background);
      }
      .surface {
        cursor: grab;
      }
      .surface:active {
        cursor: grabbing;
      }
    `,
  ];

  protected override readonly kind = '3d';

  protected override render() {
    return html`
      ${this.renderFrame()}
      <div class="label" part="label">3D</div>
      ${this.renderSurface(words('scene'))} ${this.renderStatus()}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-scene': FloodlightScene;
  }
}
