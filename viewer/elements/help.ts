import { html } from 'lit';
import { BINDINGS, type Binding, inputWords } from '../state/index.ts';
import { actionWords, words } from './texts.ts';

/** Nine keys for nine layers are one line. */
const isRepeated = ({ action }: Binding) => /-layer-[2-9]$/.test(action);

const WHERE = { all: 'Everywhere', slice: 'Cross-sections', scene: '3-D' } as const;

/** The table of mouse and keys, made of the bindings themselves. @param close closes it. */
export function help(close: () => void) {
  const onKey = (event: KeyboardEvent) => {
    // The button is all that can have the focus here.
    if (event.key === 'Tab') return event.preventDefault();
    if (!['Escape', 'h', '?'].includes(event.key)) return;
    event.preventDefault();
    close();
  };
  return html`<div class="help" part="help" role="dialog" aria-modal="true" aria-label=${words('help')} @keydown=${onKey}>
    <button class="dismiss" type="button" aria-label=${words('close')} @click=${close}>×</button>
    ${(['slice', 'scene', 'all'] as const).map((pane) => group(pane))}
  </div>`;
}

function group(pane: Binding['panes']) {
  const rows = BINDINGS.filter((each) => each.panes === pane && !isRepeated(each));
  return html`<section>
    <h2>${WHERE[pane]}</h2>
    <dl>
      ${rows.map(
        ({ inputs, action, words: english }) => html`<dt>
            ${shown(inputs).map((input, i) => html`${i > 0 ? ' or ' : ''}<kbd>${label(action, input)}</kbd>`)}
          </dt>
          <dd>${actionWords(action, english.replace('layer 1', 'that layer'))}</dd>`,
      )}
    </dl>
  </section>`;
}

const label = (action: string, input: string): string =>
  action.includes('-layer-') ? inputWords(input).replace('1', '1 … 9') : inputWords(input);

/** Second ways to do the same. */
const HIDDEN = ['ctrl+shift+equal', 'ctrl+keyy'];

const IS_MAC = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** What only adds Shift to get the same sign is not worth a second name, nor is a key that the board lacks. */
const shown = (inputs: readonly string[]) =>
  inputs.filter((input) => !HIDDEN.includes(input) && (IS_MAC || !input.includes('meta+')));
