import { ForbiddenError, InvalidDataError, TransientError, UnsupportedError } from '../errors.ts';
import { statusError } from './http-status.ts';

/** The parts of a service account's key file that a token needs. */
export interface GoogleServiceAccount {
  readonly clientEmail: string;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  readonly privateKeyId?: string;
  readonly tokenUri: string;
}

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_only';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_S = 3600;
/** A token is renewed before it ends: requests take time. */
const EARLY_MS = 60_000;

/**
 * Reads a key file as GOOGLE_APPLICATION_CREDENTIALS names it.
 * @throws UnsupportedError for other kinds of credentials; InvalidDataError where a field is absent. No message holds
 *   a secret.
 */
export function parseServiceAccount(text: string, subject: string): GoogleServiceAccount {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new InvalidDataError({ subject, expected: "a service account's key in JSON", got: 'no JSON' });
  }
  if (json['type'] !== 'service_account') {
    const got = `type ${JSON.stringify(json['type'])}`;
    throw new UnsupportedError({ subject, expected: 'type "service_account"', got });
  }
  const field = (name: string): string => {
    const value = json[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new InvalidDataError({ subject: `${subject}: ${name}`, expected: 'a string', got: typeof value });
  };
  return {
    clientEmail: field('client_email'),
    privateKey: field('private_key'),
    tokenUri: field('token_uri'),
    privateKeyId: typeof json['private_key_id'] === 'string' ? json['private_key_id'] : undefined,
  };
}

export interface TokenOptions {
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

interface Grant {
  readonly token: string;
  readonly endsAtMs: number;
}

/**
 * @returns a function for `withAuth` that gives `Authorization` headers: one token is asked for, shared, and renewed
 *   before its end, or when a host has rejected it.
 * Source: RFC 7523; Google, "Using OAuth 2.0 for Server to Server Applications".
 */
export function createGoogleAuth(account: GoogleServiceAccount, options: TokenOptions = {}) {
  const { now = Date.now } = options;
  let current: Promise<Grant> | undefined;
  const headersOf = ({ token }: Grant): Record<string, string> => ({ authorization: `Bearer ${token}` });
  return async (rejected?: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
    const mine = current;
    const grant = await mine?.catch(() => undefined);
    const isGood = grant && grant.endsAtMs - EARLY_MS > now();
    if (isGood && headersOf(grant)['authorization'] !== rejected?.['authorization']) return headersOf(grant);
    // Of several callers that wait at once the first asks, the others share its answer.
    if (current === mine) current = requestToken(account, options.fetch ?? globalThis.fetch, now());
    return headersOf(await current!);
  };
}

async function requestToken(
  account: GoogleServiceAccount,
  send: typeof fetch,
  nowMs: number,
): Promise<Grant> {
  const { tokenUri } = account;
  const body = new URLSearchParams({ grant_type: GRANT, assertion: await signJwt(account, nowMs) });
  const response = await send(tokenUri, { method: 'POST', body }).catch((cause: unknown) => {
    throw new TransientError({ subject: tokenUri, expected: 'a token', got: 'no answer', cause });
  });
  if (response.status === 400) {
    const cure = 'Check that the key file is still valid, and the clock of this machine';
    throw new ForbiddenError({ subject: tokenUri, expected: 'a token', got: 'status 400', cure });
  }
  if (!response.ok) throw statusError(response, tokenUri);
  const json = (await response.json()) as { access_token?: unknown; expires_in?: unknown };
  const { access_token: token, expires_in: seconds } = json;
  if (typeof token === 'string' && typeof seconds === 'number')
    return { token, endsAtMs: nowMs + seconds * 1000 };
  throw new InvalidDataError({ subject: tokenUri, expected: 'access_token and expires_in', got: 'neither' });
}

async function signJwt(account: GoogleServiceAccount, nowMs: number): Promise<string> {
  const { clientEmail, tokenUri, privateKey, privateKeyId } = account;
  const iat = Math.floor(nowMs / 1000);
  const header = { alg: 'RS256', typ: 'JWT', kid: privateKeyId };
  const claims = { iss: clientEmail, scope: SCOPE, aud: tokenUri, iat, exp: iat + LIFETIME_S };
  const text = [header, claims].map((part) => base64Url(utf8(JSON.stringify(part)))).join('.');
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const key = await importKey(privateKey, algorithm).catch((cause: unknown) => {
    const subject = `${clientEmail}: private_key`;
    throw new InvalidDataError({
      subject,
      expected: 'an RSA key (PKCS #8, PEM)',
      got: 'another text',
      cause,
    });
  });
  return `${text}.${base64Url(new Uint8Array(await crypto.subtle.sign(algorithm, key, utf8(text))))}`;
}

async function importKey(pem: string, algorithm: RsaHashedImportParams): Promise<CryptoKey> {
  const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, '')), (c) => c.charCodeAt(0));
  return crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
