import { InvalidDataError, TooLargeError } from '../errors.ts';
import { isObject, type Json, type JsonObject, show } from './json.ts';
import { MAX_STATE_LENGTH, parseUrlSafeJson } from './scan.ts';
import { writeState } from './state.ts';
import type { ViewerState } from './viewer-state.ts';

/** What a link asks for. */
export type ParsedLink =
  /** Show the default state. */
  | { readonly kind: 'empty' }
  /** Reset everything, then show this: see `readState`. */
  | { readonly kind: 'state'; readonly state: JsonObject }
  /** Keep what is shown and set only these keys: see `mergeStates`. */
  | { readonly kind: 'merge'; readonly state: JsonObject }
  /** Unpack the state, then reset and show it: see `decodeCompressedState`. */
  | { readonly kind: 'compressed'; readonly data: string }
  /** Fetch the state from this address (https, gs, s3, middleauth…), then reset and show it. */
  | { readonly kind: 'remote'; readonly url: string };

/** After `#!`: a state that was compressed; our own form, which Neuroglancer does not read. */
export const COMPRESSED_MARK = 'z:';

/** Percent-encoding makes at most three characters of one, and an address stands before it. */
const MAX_LINK_LENGTH = 3 * MAX_STATE_LENGTH + 4096;

const URL_START = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Reads a link: a whole URL, its fragment with or without `#`, percent-encoded or not, in today's or the old URL-safe
 * spelling; or a state's bare JSON.
 * @throws InvalidDataError for what is no link; TooLargeError above 5 MB of state.
 */
export function parseLink(text: string): ParsedLink {
  const link = text.trim();
  if (link.length > MAX_LINK_LENGTH) {
    throw new TooLargeError({
      subject: 'link',
      expected: `at most ${MAX_LINK_LENGTH} characters`,
      got: `${link.length}`,
    });
  }
  if (link.startsWith('{')) return { kind: 'state', state: stateOf(link) };
  const hash = link.indexOf('#');
  if (hash < 0 && URL_START.test(link)) return { kind: 'empty' };
  return parseFragment(link.slice(hash + 1));
}

function parseFragment(fragment: string): ParsedLink {
  const decoded = percentDecoded(fragment);
  if (decoded === '' || decoded === '!') return { kind: 'empty' };
  if (decoded.startsWith('!+')) return { kind: 'merge', state: stateOf(decoded.slice(2)) };
  if (decoded.startsWith(`!${COMPRESSED_MARK}`))
    return { kind: 'compressed', data: decoded.slice(1 + COMPRESSED_MARK.length) };
  if (decoded.startsWith('!{')) return { kind: 'state', state: stateOf(decoded.slice(1)) };
  if (decoded.startsWith('!') && URL_START.test(decoded.slice(1))) {
    // An address has its own percent-encoding, which one more decoding would break.
    const raw = fragment.slice(1);
    return { kind: 'remote', url: URL_START.test(raw) ? raw : decoded.slice(1) };
  }
  throw new InvalidDataError({
    subject: 'link',
    expected: 'a fragment #!{…}, #!+{…} or #!scheme://…',
    got: show(`#${fragment}`),
    cure: 'Copy the whole address: programs often cut links at quotes and braces',
  });
}

/** Once, as browsers differ in what they encode; text with a lone `%` was not encoded. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function stateOf(text: string): JsonObject {
  const json: Json = parseUrlSafeJson(text, 'link');
  if (isObject(json)) return json;
  throw new InvalidDataError({ subject: 'link', expected: 'a JSON object', got: show(json) });
}

/** What `encodeURI` leaves alone and chat programs and old Markdown break links at. */
const ALSO_ESCAPED = /[!'()*;,]/g;

/** A state as the fragment of a URL, from `#!` on. */
export const encodeFragment = (state: ViewerState): string => {
  const escaped = encodeURI(JSON.stringify(writeState(state)));
  return `#!${escaped.replace(ALSO_ESCAPED, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
};

/**
 * A link that Neuroglancer and this project open.
 * @param base address of the viewer; a fragment it has is replaced.
 */
export const encodeLink = (state: ViewerState, base: string): string =>
  `${base.replace(/#.*$/s, '')}${encodeFragment(state)}`;
