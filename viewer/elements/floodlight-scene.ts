import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { rotateBy, zoomScene } from '../state/index.ts';
import { keyOf, SCENE_KEYS } from './keys.ts';
import { PanelElement } from './panel-element.ts';
import type { PointerActions } from './pointer.ts';

/**
 * @summary The meshes of chosen segments in perspective, of the layers that are its children or of the viewer around it.
 *
 * Drag turns, Ctrl and the wheel zoom; arrow keys and Ctrl with `+` `-` do the same. The wheel alone scrolls the page.
 *
 * @event {CustomEvent<LoadDetail>} floodlight-load - The description of every layer was read.
 * @event {CustomEvent<void>} floodlight-idle - Everything visible is loaded and drawn.
 * @event {CustomEvent<FloodlightError>} floodlight-error - Something could not be read; the rest goes on.
 * @event {CustomEvent<PositionDetail>} floodlight-position-change - The reader turned or zoomed.
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

  protected override readonly actions: PointerActions = {
    drag: (delta) => {
      const { view } = this.session ?? {};
      if (view) this.session?.move(rotateBy(view, delta));
    },
    zoom: (factor) => {
      const { view } = this.session ?? {};
      if (view) this.session?.move(zoomScene(view, factor));
    },
    hover: (at) => {
      const { left, top, width, height } = this.surface.getBoundingClientRect();
      this.session?.hoverScene(at && [left + width / 2 + at[0], top + height / 2 + at[1]]);
    },
  };

  protected override onKey(event: KeyboardEvent): boolean {
    const change = SCENE_KEYS[keyOf(event)];
    const { view } = this.session ?? {};
    if (change && view) this.session?.move(change(view));
    return change !== undefined;
  }

  protected override render() {
    return html`
      ${this.renderFrame()}
      <div class="label" part="label">3D</div>
      ${this.renderSurface('3-D view of meshes')} ${this.renderStatus()}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-scene': FloodlightScene;
  }
}
