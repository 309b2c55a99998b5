import { html, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { layersOf, type StateLayer } from '../state/index.ts';
import { layersStyles } from './layers.styles.ts';
import { partStyles } from './part.styles.ts';
import { PartElement } from './part-element.ts';
import { words } from './texts.ts';

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
  private hasFocus = false;
  /** Which chip Tab leads to. */
  @state() private current = 0;

  /** Loaded when properties are first shown. */
  @state() private properties: PropertiesModule | undefined;
  private loading: Promise<void> | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.hasFocus = this.shadowRoot?.activeElement !== null;
    this.current = Math.max(0, Math.min(this.current, (this.target?.model.layers.length ?? 1) - 1));
    if (this.open === '') return;
    this.loading ??= import('./layer-properties.ts').then((properties) => {
      this.properties = properties;
    });
  }

  /** A layer that is gone takes its properties with it, and hands the focus on. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.open === '' || this.target?.model.layers.some(({ name }) => name === this.open)) return;
    this.close();
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
      <div class="bar" part="bar" tabindex="-1" role="toolbar" aria-label=${words('layers')} @keydown=${this.onBarKey}>${layers.map((layer, i) => this.chip(layer, i))}</div>
      ${
        open && target
          ? html`<div class="properties" part="properties" role="group" aria-label=${words('layer', { name: open.name })}>
              <header>
                <h2>${open.name}</h2>
                <button type="button" aria-label=${words('close')} @click=${this.close}>×</button>
              </header>
              ${this.properties?.layerProperties(target, open, layers)}
            </div>`
          : nothing
      }
    </div>`;
  }

  /** One of them is in the order of Tab, arrows lead to the others. */
  private chip({ name, state: layer, problem }: StateLayer, index: number) {
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
    const onFocus = () => {
      this.current = index;
      preview();
    };
    return html`<button
      class="chip"
      part="layer"
      type="button"
      aria-pressed=${isVisible}
      aria-expanded=${this.open === name}
      title=${words('layerTitle')}
      tabindex=${index === this.current ? 0 : -1}
      @click=${toggle}
      @dblclick=${pin}
      @contextmenu=${pin}
      @pointerenter=${preview}
      @focus=${onFocus}
    >
      ${name}${problem ? html` <small>${words('notSupported')}</small>` : nothing}
    </button>`;
  }

  private readonly onBarKey = async (event: KeyboardEvent): Promise<void> => {
    const chips = [...this.renderRoot.querySelectorAll<HTMLElement>('.chip')];
    const next = nextChip(
      event.key,
      chips.findIndex((chip) => chip.matches(':focus')),
      chips.length,
    );
    if (next === undefined && event.key !== 'ArrowDown') return;
    event.preventDefault();
    if (next !== undefined) return chips[next]?.focus();
    this.isPinned = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.properties button')?.focus();
  };

  private readonly onLeave = (): void => {
    if (!this.isPinned) this.open = '';
  };

  /** The focus may go on to what it opened. */
  private readonly onBlur = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    const isInside = relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget);
    if (!isInside && !(currentTarget as Element).matches(':hover')) this.onLeave();
  };

  private readonly close = (): void => {
    this.isPinned = false;
    if (this.hasFocus) {
      const bar = this.renderRoot.querySelector<HTMLElement>('.bar');
      (bar?.querySelector<HTMLElement>('.chip[tabindex="0"]') ?? bar)?.focus();
    }
    this.open = '';
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.close();
  };
}

/** Where an arrow leads from one of some; undefined for other keys. */
function nextChip(key: string, from: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (from + 1) % count;
  if (key === 'ArrowLeft') return (from + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-layers': FloodlightLayers;
  }
}
