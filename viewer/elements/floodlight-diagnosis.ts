import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { describeGraphics } from '../session/index.ts';
import { layersOf, resolveSource } from '../state/index.ts';
import { diagnose, type Finding, type ProbedSource } from './diagnosis.ts';
import { partStyles } from './part.styles.ts';
import { PartElement } from './part-element.ts';

/**
 * @summary What is wrong? States what the viewer needs of browser and hosts, what is there, and a cure for what is not.
 *
 * Asks each host once, when it comes into the page.
 *
 * @csspart finding - One line.
 */
@customElement('floodlight-diagnosis')
export class FloodlightDiagnosis extends PartElement {
  static override styles = [
    partStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: 6rem 1fr;
        gap: 6px 12px;
        margin: 0;
      }
      dt {
        color: var(--_muted);
      }
      dt,
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .wrong,
      .slow {
        color: var(--_error);
      }
      small {
        display: block;
        font-size: 12px;
      }
    `,
  ];

  @state() private findings: readonly Finding[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.ask());
  }

  private async ask(): Promise<void> {
    const layers = layersOf(this.target?.model.state ?? {});
    const sources = layers.flatMap(({ name, spec }): ProbedSource[] => {
      try {
        if (!spec) return [];
        const address = resolveSource(spec.source, document.baseURI);
        const url = address.replace(/^[a-z0-9]+:\/\/(?=[a-z0-9]+:\/\/)|\|.*$/g, '');
        return [{ name, url, isOther: url !== address }];
      } catch {
        // The viewer says already that this is no address.
        return [];
      }
    });
    this.findings = await diagnose(
      {
        graphics: describeGraphics,
        hasGpu: 'gpu' in navigator,
        isSecure: location.protocol === 'https:',
        fetch: (url, init) => fetch(url, init),
      },
      sources,
    );
  }

  protected override render() {
    if (!this.findings) return html`<p role="status">Asking…</p>`;
    return html`<dl>
      ${this.findings.map(
        ({ subject, state: found, words, cure }) => html`<dt>${subject}</dt>
          <dd part="finding" class=${found}>${words}.${cure ? html`<small>${cure}.</small>` : nothing}</dd>`,
      )}
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-diagnosis': FloodlightDiagnosis;
  }
}
