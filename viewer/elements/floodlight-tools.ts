import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { partStyles } from './part.styles.ts';
import { PartElement } from './part-element.ts';
import { type TextKey, words } from './texts.ts';

/**
 * @summary Undo, redo, a link to the view, a picture of it. Loaded after the first picture.
 *
 * @csspart tool - Each button.
 * @csspart link - The field with the link, once it was asked for.
 */
@customElement('floodlight-tools')
export class FloodlightTools extends PartElement {
  static override styles = [
    partStyles,
    css`
      [role='toolbar'] {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      [aria-disabled='true'] {
        opacity: 0.45;
        cursor: default;
      }
      .icon {
        padding-inline: 6px;
        font-size: 14px;
        line-height: 1;
      }
      input {
        inline-size: 9rem;
      }
      button {
        white-space: nowrap;
      }
      .glyph {
        display: none;
      }
      @container (width < 40rem) {
        .glyph {
          display: inline;
        }
        button .words {
          position: absolute;
          clip-path: inset(50%);
          inline-size: 1px;
          block-size: 1px;
          overflow: hidden;
        }
      }
      .said {
        position: absolute;
        clip-path: inset(50%);
        inline-size: 1px;
        block-size: 1px;
        overflow: hidden;
        white-space: nowrap;
      }
    `,
  ];

  /** Whether a picture can be saved. */
  @property({ attribute: false }) hasPicture = true;

  @state() private link = '';
  @state() private said = '';

  protected override render() {
    const { target } = this;
    if (!target) return nothing;
    return html`<div role="toolbar" aria-label=${words('tools')}>
        ${this.step('undo', '↶', target.canUndo)} ${this.step('redo', '↷', target.canRedo)}
        <button type="button" part="tool" aria-label=${words('copyLink')} @click=${this.share}>${label('copyLink', '⧉')}</button>
        ${
          this.link
            ? html`<input type="text" part="link" readonly aria-label=${words('link')} .value=${this.link} @keydown=${this.onKey} />`
            : nothing
        }
        ${this.hasPicture ? html`<button type="button" part="tool" aria-label=${words('savePicture')} @click=${this.save}>${label('savePicture', '⤓')}</button>` : nothing}
      </div>
      <span class="said" role="status">${this.said}</span>`;
  }

  /** A button that is off keeps the focus. */
  private step(key: 'undo' | 'redo', icon: string, isOn: boolean) {
    const go = () => void this.target?.[key]();
    return html`<button
      class="icon"
      type="button"
      part="tool"
      title=${words(key)}
      aria-label=${words(key)}
      aria-disabled=${!isOn}
      @click=${go}
    >${icon}</button>`;
  }

  private readonly share = async (): Promise<void> => {
    this.link = this.target?.link(this.target.linkBase || undefined) ?? '';
    // The clipboard is refused in frames without leave: the field has the link all the same.
    const isCopied = await navigator.clipboard?.writeText(this.link).then(
      () => true,
      () => false,
    );
    this.said = words(isCopied ? 'linkCopied' : 'linkShown');
    await this.updateComplete;
    this.renderRoot.querySelector('input')?.select();
    this.renderRoot.querySelector('input')?.focus();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.link = '';
    this.renderRoot.querySelector<HTMLElement>('[part="tool"]:not(.icon)')?.focus();
  };

  private readonly save = async (): Promise<void> => {
    if (!this.target) return;
    const url = URL.createObjectURL(await this.target.snapshot());
    const title = String(this.target.state['title'] ?? '').replace(/[^\w-]+/g, '-');
    Object.assign(document.createElement('a'), {
      href: url,
      download: `${title || 'floodlight'}.png`,
    }).click();
    // The download has begun by then.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    this.said = words('pictureSaved');
  };
}

/** In a narrow viewer the glyph alone is seen. */
const label = (key: TextKey, glyph: string) =>
  html`<span class="words">${words(key)}</span><span class="glyph" aria-hidden="true" title=${words(key)}>${glyph}</span>`;

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-tools': FloodlightTools;
  }
}
