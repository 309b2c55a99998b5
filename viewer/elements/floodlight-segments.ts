import { css, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SegmentationLayer } from '../../datasets/links/index.ts';
import type { SegmentNames } from '../state/index.ts';
import { partStyles } from './part.styles.ts';
import { PartElement } from './part-element.ts';

type ListModule = typeof import('./segment-list.ts');

/**
 * @summary The segments of a layer that are listed, with their names: show and hide each, take it off, add others by id or name.
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
      li .go {
        flex: 1;
        padding: 0 4px;
        color: inherit;
        text-align: start;
      }
      input[type='color'] {
        inline-size: 16px;
        block-size: 16px;
        padding: 0;
        border: 0;
        background: none;
        cursor: pointer;
      }
      /* For the keyboard, and for those who know the number. */
      .hex {
        position: absolute;
        inline-size: 1px;
        opacity: 0;
      }
      .hex:focus {
        position: static;
        flex: none;
        inline-size: 4.2rem;
        opacity: 1;
      }
      .swatch::-webkit-color-swatch-wrapper {
        padding: 1px;
      }
      small {
        color: var(--_muted);
        font-size: inherit;
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
        color: var(--_error);
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
  @state() private names: SegmentNames = new Map();
  @state() private list: ListModule | undefined;
  private loading: Promise<void> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.loading ??= import('./segment-list.ts').then((list) => {
      this.list = list;
    });
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    await this.loading;
    return super.getUpdateComplete();
  }

  private get segmentation(): SegmentationLayer | undefined {
    return this.target?.model.layers.find(
      (each): each is SegmentationLayer =>
        each.type === 'segmentation' && (this.layer === '' || each.name === this.layer),
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // The session keeps them: asking again costs nothing.
    const name = this.segmentation?.name;
    if (name !== undefined) void this.target?.segmentNames(name).then((names) => this.take(name, names));
  }

  private take(layer: string, names: SegmentNames): void {
    const isOther = names !== this.names && names.size + this.names.size > 0;
    if (isOther && layer === this.segmentation?.name) this.names = names;
  }

  protected override render() {
    const { segmentation: layer, target: viewer, names, problem, add } = this;
    return layer && viewer ? this.list?.segmentList({ viewer, layer, names, problem, add }) : nothing;
  }

  private readonly add = (event: SubmitEvent): void => {
    event.preventDefault();
    const layer = this.segmentation;
    const field = this.renderRoot.querySelector<HTMLInputElement>('input[name="ids"]');
    if (!layer || !field) return;
    try {
      const ids = this.list?.idsOf(field.value, this.names) ?? [];
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
