import { css, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { InvalidDataError } from '../../datasets/errors.ts';
import { formatWarning, type Json, type LayerState, readState } from '../../datasets/links/index.ts';
import { LAYER_TYPES, type LayerType, parseSegments } from '../state/index.ts';

/**
 * @summary Names a dataset that the element around it shows. It draws nothing itself.
 *
 * Layers lie over each other in their order, the first at the bottom; its voxels are the unit of `position`.
 *
 * @event floodlight-layer-change - An attribute changed; the element around it listens.
 */
@customElement('floodlight-layer')
export class FloodlightLayer extends LitElement {
  static override styles = css`
    :host {
      display: none;
    }
  `;

  /** `image`, `segmentation` or `mesh`. */
  @property() type: LayerType = 'image';

  /** `precomputed://URL` of the folder that has the info file; the URL may be relative to the page. */
  @property() source = '';

  /** What the layer is called in the status line and in messages. Default: the last part of its source. */
  @property() name = '';

  /** Ids of the segments whose meshes are shown, decimal, separated by commas. */
  @property() segments = '';

  /** Further keys of a Neuroglancer layer, like `{"selectedAlpha": 0.3, "visible": false}`. */
  @property({ type: Object }) options: Readonly<Record<string, Json>> | null = null;

  /**
   * The layer as plain data.
   * @throws InvalidDataError where an attribute is not what it should be.
   */
  get state(): LayerState {
    const { type, source } = this;
    if (!LAYER_TYPES.includes(type)) {
      throw new InvalidDataError({
        subject: 'floodlight-layer type',
        expected: LAYER_TYPES.join(' or '),
        got: JSON.stringify(type),
      });
    }
    const lastPart = source.split(/[/|]/).findLast((part) => part !== '');
    const name = this.name || (lastPart ?? type);
    const segments = parseSegments(this.segments).map(String);
    const own = { type, name, source, ...(segments.length > 0 && { segments }) };
    const { state, warnings } = readState({ layers: [{ ...this.options, ...own }] });
    const [warning] = warnings;
    if (warning) {
      throw new InvalidDataError({
        subject: formatWarning(warning).replace(/^layers\[0\]\.([^:]*):.*$/, 'floodlight-layer $1'),
        expected: warning.expected,
        got: warning.got,
      });
    }
    return state.layers?.[0] as LayerState;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.dispatchEvent(new CustomEvent('floodlight-layer-change', { bubbles: true }));
  }

  protected override render() {
    return nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-layer': FloodlightLayer;
  }
  interface HTMLElementEventMap {
    'floodlight-layer-change': CustomEvent<void>;
  }
}
