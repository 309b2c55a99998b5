import { css, html, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SegmentationLayer } from '../../datasets/links/index.ts';
import {
  cssColor,
  DEFAULT_SEGMENT_LOOK,
  displayColor,
  type ListedSegment,
  layersOf,
  listedSegments,
  parseSegments,
  type SegmentLook,
  showSegment,
} from '../state/index.ts';
import { partStyles } from './part.styles.ts';
import { PartElement } from './part-element.ts';

/** Rows beyond these are counted: a list of a million would be no list. */
const MAX_ROWS = 200;

/**
 * @summary The segments of a layer that are listed: show and hide each, take it off, add others by id.
 *
 * Stands inside a `<floodlight-viewer>`'s page with `for` and `layer`.
 *
 * @csspart list - The rows.
 * @csspart row - One segment.
 */
@customElement('floodlight-segments')
export class FloodlightSegments extends PartElement {
  static override styles = [
    partStyles,
    css`
      ul {
        max-block-size: 14rem;
        margin: 4px 0 6px;
        padding: 0;
        overflow: auto;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 1px 0;
      }
      li span {
        flex: 1;
      }
      li button {
        padding: 0 6px;
        color: var(--_muted);
      }
      .none,
      .problem {
        margin: 4px 0 6px;
        color: var(--_muted);
      }
      .problem {
        color: var(--floodlight-error-color, #ffb4a8);
      }
      form {
        display: flex;
        gap: 6px;
      }
      form input {
        flex: 1;
      }
    `,
  ];

  /** The layer's name; default the first segmentation. */
  @property() layer = '';

  @state() private problem = '';

  private get segmentation(): SegmentationLayer | undefined {
    return this.target?.model.layers.find(
      (each): each is SegmentationLayer =>
        each.type === 'segmentation' && (this.layer === '' || each.name === this.layer),
    );
  }

  protected override render() {
    const layer = this.segmentation;
    if (!layer) return nothing;
    const listed = listedSegments(layer);
    const spec = layersOf(this.target?.model.state ?? {}).find(({ name }) => name === layer.name)?.spec;
    const look = { ...DEFAULT_SEGMENT_LOOK, ...spec?.segmentation };
    const more = listed.length - MAX_ROWS;
    return html`
      ${listed.length === 0 ? html`<p class="none">No segment chosen. Double-click one.</p>` : nothing}
      <ul part="list">
        ${listed.slice(0, MAX_ROWS).map((segment) => this.row(layer, segment, look))}
      </ul>
      ${more > 0 ? html`<p class="none">and ${more} more</p>` : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      <form @submit=${this.add}>
        <input type="text" name="ids" placeholder="Add ids: 3, 17" aria-label="Ids of segments to add" autocomplete="off" />
        <button type="submit">Add</button>
      </form>
    `;
  }

  private row(layer: SegmentationLayer, segment: ListedSegment, look: SegmentLook) {
    const { id, isShown } = segment;
    const { target } = this;
    const show = () => target?.changeSegments(layer, showSegment(layer, id, !isShown));
    const drop = () =>
      target?.changeSegments(
        layer,
        (layer.segments ?? []).filter((text) => text.replace('!', '') !== `${id}`),
      );
    const fill = cssColor(displayColor(look, id, false));
    return html`<li part="row">
      <input type="checkbox" .checked=${isShown} aria-label=${`Show segment ${id}`} @change=${show} />
      <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
        ${svg`<rect width="10" height="10" rx="2" fill=${fill}></rect>`}
      </svg>
      <span>${id}</span>
      <button type="button" aria-label=${`Take segment ${id} off the list`} @click=${drop}>×</button>
    </li>`;
  }

  private readonly add = (event: SubmitEvent): void => {
    event.preventDefault();
    const layer = this.segmentation;
    const field = this.renderRoot.querySelector<HTMLInputElement>('input[name="ids"]');
    if (!layer || !field) return;
    try {
      const ids = parseSegments(field.value).map(String);
      const others = (layer.segments ?? []).filter((text) => !ids.includes(text.replace('!', '')));
      this.target?.changeSegments(layer, [...others, ...ids]);
      this.problem = '';
      field.value = '';
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-segments': FloodlightSegments;
  }
}
