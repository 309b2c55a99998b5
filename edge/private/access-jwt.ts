import { TransientError } from '../../datasets/errors.ts';

/** Cloudflare Access in front of the worker. */
export interface AccessOptions {
  /** `https://TEAM.cloudflareaccess.com`: who issues the assertions, and where its keys are. */
  readonly issuer: string;
  /** The application's audience tag. */
  readonly audience: string;
  /** Default: the platform's. It asks for the issuer's keys and for nothing else. */
  readonly fetch?: (url: string) => Promise<Response>;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** Whether an assertion is the issuer's, for this application and for now. */
export type AccessVerifier = (assertion: string) => Promise<boolean>;

const LEEWAY_S = 30;
const ASK_AGAIN_MS = 60_000;

/**
 * Verifies `Cf-Access-Jwt-Assertion`: RS256 and no other algorithm, issuer, audience, times. The issuer's keys are kept; an
 * unknown one is asked for at most once a minute.
 * @throws TransientError where the issuer does not give its keys.
 */
export function createAccessVerifier(options: AccessOptions): AccessVerifier {
  const { issuer, audience, now = Date.now, fetch: ask = (url) => fetch(url) } = options;
  let keys = new Map<string, CryptoKey>();
  let askedMs = Number.NEGATIVE_INFINITY;
  const keyOf = async (kid: string): Promise<CryptoKey | undefined> => {
    if (!keys.has(kid) && now() - askedMs >= ASK_AGAIN_MS) {
      keys = await readKeys(`${issuer}/cdn-cgi/access/certs`, ask);
      askedMs = now();
    }
    return keys.get(kid);
  };
  return async (assertion) => {
    const parts = assertion.split('.');
    const [header, claims] = [parseJson(parts[0]), parseJson(parts[1])];
    const signature = bytesOf(parts[2]);
    if (parts.length !== 3 || !header || !claims || !signature) return false;
    if (header['alg'] !== 'RS256' || typeof header['kid'] !== 'string') return false;
    const key = await keyOf(header['kid']);
    const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
    if (!key || !(await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, signature, signed))) return false;
    const audiences = [claims['aud']].flat();
    const seconds = now() / 1000;
    const { exp, nbf = 0 } = claims as { exp?: unknown; nbf?: unknown };
    return (
      claims['iss'] === issuer &&
      audiences.includes(audience) &&
      typeof exp === 'number' &&
      exp + LEEWAY_S > seconds &&
      typeof nbf === 'number' &&
      nbf - LEEWAY_S <= seconds
    );
  };
}

async function readKeys(
  url: string,
  ask: (url: string) => Promise<Response>,
): Promise<Map<string, CryptoKey>> {
  const response = await ask(url);
  if (!response.ok)
    throw new TransientError({ subject: url, expected: 'keys', got: `status ${response.status}` });
  const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid: string })[] };
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const imported = keys.map(async (jwk) => {
    return [jwk.kid, await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify'])] as const;
  });
  return new Map(await Promise.all(imported));
}

function bytesOf(part: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (!part || !/^[\w-]+$/.test(part) || part.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

function parseJson(part: string | undefined): Record<string, unknown> | undefined {
  const bytes = bytesOf(part);
  if (!bytes) return undefined;
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // SyntaxError is all that JSON.parse throws: it is no assertion.
  }
}
