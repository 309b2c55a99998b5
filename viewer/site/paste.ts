import type { FloodlightViewer } from '../index.ts';

/** What a link, or a state's JSON, looks like from afar; other text is left to whatever it was pasted for. */
const LOOKS_LIKE_STATE = /^\s*(\{|#!|https?:\/\/[^\s#]*#!)/;

/**
 * A link that is pasted anywhere on the page is opened.
 * @param viewer gives the viewer, made when it is first needed.
 */
export function openPasted(viewer: () => FloodlightViewer): void {
  document.addEventListener('paste', (event) => {
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!LOOKS_LIKE_STATE.test(text)) return;
    event.preventDefault();
    viewer()
      .openLink(text)
      .catch(() => undefined);
  });
}
