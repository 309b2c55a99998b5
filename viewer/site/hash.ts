import type { FloodlightViewer } from '../index.ts';

/** Neuroglancer's: links are written when the reader rests, and at the latest after the second while they move. */
const REST_MS = 200;
const LATEST_MS = 400;

/** Addresses beyond this are cut by chats and mail: from here on they are compressed. */
const MAX_PLAIN = 8_000;

/** Addresses beyond this are refused by some browsers and servers of links. */
const MAX_ADDRESS = 2_000_000;

/**
 * Keeps the page's address and a viewer the same: the address follows the reader, the viewer follows the address.
 * @returns how to stop.
 */
export function bindHash(viewer: FloodlightViewer): () => void {
  const stop = new AbortController();
  let rest: number | undefined;
  let first: number | undefined;
  const write = () => {
    clearTimeout(rest);
    clearTimeout(first);
    rest = undefined;
    first = undefined;
    void writeAddress(viewer, stop.signal);
  };
  const onChange = () => {
    clearTimeout(rest);
    rest = window.setTimeout(write, REST_MS);
    first ??= window.setTimeout(write, LATEST_MS);
  };
  const { signal } = stop;
  viewer.addEventListener('floodlight-state-change', onChange, { signal });
  window.addEventListener('hashchange', () => readHash(viewer), { signal });
  return () => {
    clearTimeout(rest);
    clearTimeout(first);
    stop.abort();
  };
}

async function writeAddress(viewer: FloodlightViewer, stopped: AbortSignal): Promise<void> {
  const plain = viewer.link(location.href);
  const url = plain.length <= MAX_PLAIN ? plain : await viewer.compressedLink(location.href);
  if (!stopped.aborted && url.length <= MAX_ADDRESS) history.replaceState(history.state, '', url);
}

/** @returns whether the page's address has a state, or something that should be one. */
export const hasHash = (): boolean => !['', '#', '#!'].includes(location.hash);

/** What is wrong with the address is shown by the viewer. */
export function readHash(viewer: FloodlightViewer): void {
  if (hasHash()) viewer.openLink(location.hash).catch(() => undefined);
}
