import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { partStyles } from './part.styles.ts';
import { PartElement } from './part-element.ts';
import { positionConverter } from './position-converter.ts';
import { words } from './texts.ts';

/**
 * @summary Where a viewer is, in voxels; type or paste another place.
 *
 * @csspart field - The text field.
 */
@customElement('floodlight-position')
export class FloodlightPosition extends PartElement {
  static override styles = [
    partStyles,
    css`
      input {
        inline-size: 11rem;
      }
      input:invalid {
        border-color: var(--_error);
      }
    `,
  ];

  protected override render() {
    const { target } = this;
    if (!target) return nothing;
    const text = target.position?.map((v) => Math.floor(v)).join(', ') ?? '';
    return html`<input
      type="text"
      part="field"
      aria-label=${words('position')}
      placeholder="x, y, z"
      .value=${text}
      @change=${this.go}
    />`;
  }

  private readonly go = ({ target: field }: Event): void => {
    const { value } = field as HTMLInputElement;
    const position = positionConverter.fromAttribute?.(value.replace(/[[\]()]/g, ' '));
    (field as HTMLInputElement).setCustomValidity(position ? '' : words('positionWrong'));
    (field as HTMLInputElement).reportValidity();
    if (position) void this.target?.moveTo(position);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-position': FloodlightPosition;
  }
}
