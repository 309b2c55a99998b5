import { html, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { layersOf, type StateLayer } from '../state/index.ts';
import { layersStyles } from './layers.styles.ts';
import { partStyles } from './part.styles.ts';
import { PartElement } from './part-element.ts';

type PropertiesModule = typeof import('./layer-properties.ts');

/**
 * @summary The layers of a viewer: a click on a name toggles it, a double-click or a right click opens its properties.
 *
 * The pointer or the focus on a name shows the properties too, until it leaves.
 *
 * @csspart bar - The names.
 * @csspart layer - One name.
 * @csspart properties - Sliders, switches and segments of one layer.
 */
@customElement('floodlight-layers')
export class FloodlightLayers extends PartElement {
  static override styles = [partStyles, layersStyles];

  /** The layer whose properties are shown. */
  @state() private open = '';
  /** Opened by a click, not by the pointer passing over. */
  @state() private isPinned = false;

  /** Loaded when properties are first shown. */
  @state() private properties: PropertiesModule | undefined;
  private loading: Promise<void> | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.open === '') return;
    this.loading ??= import('./layer-properties.ts').then((properties) => {
      this.properties = properties;
    });
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const isComplete = await super.getUpdateComplete();
    await this.loading;
    return isComplete && super.getUpdateComplete();
  }

  protected override render() {
    const { target } = this;
    const layers = layersOf(target?.model.state ?? {});
    const open = layers.find(({ name }) => name === this.open);
    return html`<div @pointerleave=${this.onLeave} @focusout=${this.onBlur} @keydown=${this.onKey}>
      <div class="bar" part="bar" role="group" aria-label="Layers">${layers.map((layer) => this.chip(layer))}</div>
      ${
        open && target
          ? html`<div class="properties" part="properties" role="group" aria-label=${`Layer ${open.name}`}>
              <header>
                <h2>${open.name}</h2>
                <button type="button" aria-label="Close" @click=${this.close}>×</button>
              </header>
              ${this.properties?.layerProperties(target, open, layers)}
            </div>`
          : nothing
      }
    </div>`;
  }

  private chip({ name, state: layer, problem }: StateLayer) {
    const isVisible = layer.visible !== false;
    const toggle = () => this.target?.model.setLayer(name, { visible: !isVisible }, true);
    const pin = (event: Event) => {
      event.preventDefault();
      this.open = name;
      this.isPinned = true;
    };
    const preview = () => {
      if (!this.isPinned) this.open = name;
    };
    return html`<button
      class="chip"
      part="layer"
      type="button"
      aria-pressed=${isVisible}
      aria-expanded=${this.open === name}
      title="Click: on or off. Double-click: properties"
      @click=${toggle}
      @dblclick=${pin}
      @contextmenu=${pin}
      @pointerenter=${preview}
      @focus=${preview}
    >
      ${name}${problem ? html` <small>not supported yet</small>` : nothing}
    </button>`;
  }

  private readonly onLeave = (): void => {
    if (!this.isPinned) this.open = '';
  };

  /** The focus may go on to what it opened. */
  private readonly onBlur = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    const isInside = relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget);
    if (!isInside && !(currentTarget as Element).matches(':hover')) this.onLeave();
  };

  private readonly close = (): void => {
    this.open = '';
    this.isPinned = false;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-layers': FloodlightLayers;
  }
}
