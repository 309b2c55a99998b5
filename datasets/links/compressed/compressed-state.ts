import { gunzip, gzip } from '../../codecs/index.ts';
import { InvalidDataError } from '../../errors.ts';
import { isObject, type JsonObject, show } from '../json.ts';
import { COMPRESSED_MARK } from '../link.ts';
import { MAX_STATE_LENGTH, parseUrlSafeJson } from '../scan.ts';
import { writeState } from '../state.ts';
import type { ViewerState } from '../viewer-state.ts';

/** Characters of UTF-8 take at most three bytes for each unit of UTF-16. */
const MAX_STATE_BYTES = 3 * MAX_STATE_LENGTH;

/** Arguments of a call are limited; this many fit everywhere. */
const PART = 8192;

/**
 * A state as a fragment that is short and that no program cuts at quotes or braces: `#!z:` and its JSON as gzip, in
 * base64url without padding. Neuroglancer does not read this form: `encodeFragment` is for links between viewers.
 */
export async function encodeCompressedFragment(state: ViewerState): Promise<string> {
  const bytes = await gzip(new TextEncoder().encode(JSON.stringify(writeState(state))));
  let text = '';
  for (let i = 0; i < bytes.length; i += PART) text += String.fromCharCode(...bytes.subarray(i, i + PART));
  const encoded = btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `#!${COMPRESSED_MARK}${encoded}`;
}

/**
 * Reads what stands behind the mark.
 * @throws InvalidDataError for what is not such a state; CorruptDataError where a part is missing; TooLargeError above 5 MB.
 */
export async function decodeCompressedState(data: string, subject = 'link'): Promise<JsonObject> {
  if (!/^[\w-]*$/.test(data)) {
    const got = show(data);
    throw new InvalidDataError({ subject, expected: 'letters, digits, - and _ after the mark', got });
  }
  const whole = data.length - (data.length % 4 === 1 ? 1 : 0);
  const text = atob(data.slice(0, whole).replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const json = parseUrlSafeJson(
    new TextDecoder().decode(await gunzip(bytes, MAX_STATE_BYTES, subject)),
    subject,
  );
  if (isObject(json)) return json;
  throw new InvalidDataError({ subject, expected: 'a JSON object', got: show(json) });
}
