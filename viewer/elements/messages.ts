import { html } from 'lit';
import type { FloodlightError } from '../../datasets/errors.ts';
import { words } from './texts.ts';

/** An error and the layer it is about. */
export interface Problem {
  readonly layer: string | undefined;
  readonly error: FloodlightError;
}

/** More than these would hide the data; they have one cause anyway. */
const MAX_SHOWN = 4;

/**
 * Errors in words, with what to do about each, in a region that screen readers announce.
 * @param dismiss takes an error away that was read.
 */
export function problemList(problems: readonly Problem[], dismiss: (problem: Problem) => void) {
  const more = problems.length - MAX_SHOWN;
  return html`<div class="messages" part="messages" role="alert">
    ${more > 0 ? html`<p class="error" part="error">${words('moreProblems', { count: more })}</p>` : ''}
    ${problems.slice(-MAX_SHOWN).map((each) => problem(each, () => dismiss(each)))}
  </div>`;
}

function problem({ layer, error }: Problem, dismiss: () => void) {
  const cure = error.cure;
  const message = cure ? error.message.slice(0, -`. ${cure}`.length) : error.message;
  return html`<p class="error" part="error">
    <strong>${layer ? `${layer}: ` : ''}${HEADLINES[error.tag]}</strong>
    <span>${message}.</span>
    ${cure ? html`<span>${cure}.</span>` : ''}
    <button class="dismiss" part="dismiss" type="button" aria-label=${words('dismiss')} @click=${dismiss}>×</button>
  </p>`;
}

const HEADLINES: Record<FloodlightError['tag'], string> = {
  invalid: 'not valid',
  corrupt: 'the data are damaged',
  unsupported: 'cannot be shown',
  missing: 'not found',
  forbidden: 'access refused',
  transient: 'could not be fetched',
  'too-large': 'too large',
  aborted: 'cancelled',
  usage: 'not set up right',
};

/** What is said while descriptions are read; nothing once there is something to see. */
export function loadingLine(count: number) {
  return html`<div class="loading" part="loading" role="status">${count > 0 ? words(count === 1 ? 'loadingLayer' : 'loadingLayers', { count }) : ''}</div>`;
}
