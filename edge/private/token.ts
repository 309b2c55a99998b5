import { InvalidDataError, isFloodlightError } from '../../datasets/errors.ts';
import { decodeJson, jsonFields } from '../../datasets/json/index.ts';

/** What the bearer of a signed prefix may read. */
export interface Grant {
  readonly dataset: string;
  /** Absent: every version, and whichever is current. */
  readonly version?: string;
  /** Seconds since 1970. */
  readonly expires: number;
  /** Pages of these origins alone, where a browser asks; other clients send no origin. Absent: those of the server's list. */
  readonly origins?: readonly string[];
}

const MIN_KEY_BYTES = 32;
const MAX_TOKEN_LENGTH = 1024;

/**
 * A path segment that carries a grant: its JSON and the HMAC-SHA-256 of that, both base64url, with a dot between.
 * @param key at least 32 bytes of a secret, as text.
 * @throws InvalidDataError for a shorter key.
 */
export async function mintToken(grant: Grant, key: string): Promise<string> {
  const { dataset, version, expires, origins } = grant;
  const payload = toBase64Url(utf8(JSON.stringify({ d: dataset, v: version, e: expires, o: origins })));
  const signature = await crypto.subtle.sign('HMAC', await importKey(key), utf8(payload));
  return `${payload}.${toBase64Url(new Uint8Array(signature))}`;
}

/**
 * Reads a token, in constant time where it compares.
 * @param keys any of them may have signed it, so that keys can be changed.
 * @returns undefined for one that is not signed by us, or whose time has ended.
 */
export async function verifyToken(
  token: string,
  keys: readonly string[],
  nowSeconds: number = Date.now() / 1000,
): Promise<Grant | undefined> {
  const [payload = '', signature = '', ...more] = token.split('.');
  const bytes = fromBase64Url(signature);
  if (token.length > MAX_TOKEN_LENGTH || more.length > 0 || bytes === undefined) return undefined;
  for (const key of keys) {
    if (!(await crypto.subtle.verify('HMAC', await importKey(key), bytes, utf8(payload)))) continue;
    const grant = parseGrant(fromBase64Url(payload));
    return grant && grant.expires > nowSeconds ? grant : undefined;
  }
  return undefined;
}

function parseGrant(payload: Uint8Array | undefined): Grant | undefined {
  if (payload === undefined) return undefined;
  try {
    const fields = jsonFields(decodeJson(payload, 'token'), 'token');
    const origins = fields.has('o') ? fields.array('o').map(String) : undefined;
    const expires = fields.integer('e', 0, Number.MAX_SAFE_INTEGER);
    return { dataset: fields.string('d'), version: fields.optionalString('v'), expires, origins };
  } catch (error) {
    if (isFloodlightError(error)) return undefined;
    throw error;
  }
}

function importKey(key: string): Promise<CryptoKey> {
  const bytes = utf8(key);
  if (bytes.length < MIN_KEY_BYTES) {
    const cure = 'Make one: openssl rand -base64 32';
    const expected = `at least ${MIN_KEY_BYTES} bytes`;
    throw new InvalidDataError({ subject: 'signing key', expected, got: `${bytes.length}`, cure });
  }
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return undefined;
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}
