import { answerDataset } from '../datasets/index.ts';
import type { Answer, EdgeRequest } from '../exchange.ts';
import type { ObjectStore } from '../object-store.ts';
import { answerMethod, errorAnswer } from '../plain-answers.ts';
import type { PrivateRoute } from '../route.ts';
import type { AccessVerifier } from './access-jwt.ts';
import { verifyToken } from './token.ts';

/** Datasets that not everybody may read. */
export interface PrivateData {
  /** A store of its own: no path of a public address can reach it. */
  readonly store: ObjectStore;
  /** Keys that sign prefixes; any of them is good. */
  readonly keys: readonly string[];
  /** Pages that may read with a prefix that names no origin, and by Access. Exact: `https://lab.example.org`. */
  readonly origins: readonly string[];
  /** Lets in whom Cloudflare Access has let in, under `/s/access/…`. */
  readonly access?: AccessVerifier;
}

/**
 * Answers `/s/<token>/d/…` and `/s/<token>/u/…`: as the public addresses, for the bearer of a signed prefix. 403 for a token
 * that is not ours, is too old, or is for another dataset or origin, without saying which.
 */
export async function answerPrivate(
  request: EdgeRequest,
  data: PrivateData | undefined,
  route: PrivateRoute,
  failed: (error: unknown) => Answer,
): Promise<Answer> {
  if (data === undefined) return answerMethod(request) ?? errorAnswer(404);
  const origin = request.header('origin');
  let origins: readonly string[] | undefined;
  const answered = async (): Promise<Answer> => {
    origins = await originsOf(request, data, route);
    const other = answerMethod(request);
    if (other) return other;
    const isRefused = origins === undefined || (origin !== null && !origins.includes(origin));
    return isRefused ? errorAnswer(403) : answerDataset(request, data.store, route.dataset);
  };
  const answer = await answered().catch(failed);
  const isAllowed = origin !== null && (origins ?? data.origins).includes(origin);
  return keepToItself(answer, isAllowed ? origin : 'null');
}

/** @param origin whose pages may read the answer; `null` where none may, errors and preflights included. */
function keepToItself(answer: Answer, origin: string): Answer {
  const { headers, status } = answer;
  headers['Cache-Control'] = status < 400 ? 'private, max-age=3600, no-transform' : 'no-store';
  headers['Vary'] = [headers['Vary'], 'Origin'].filter(Boolean).join(', ');
  headers['Referrer-Policy'] = 'no-referrer';
  for (const name of ['Access-Control-Allow-Origin', 'Timing-Allow-Origin']) {
    // Not a browser: whatever stands here, nobody looks at it, and it must not open the answer to all.
    headers[name] = origin;
  }
  return answer;
}

/** @returns the origins whose pages may read; undefined where nobody may. */
async function originsOf(
  request: EdgeRequest,
  { keys, origins, access }: PrivateData,
  { token, dataset }: PrivateRoute,
): Promise<readonly string[] | undefined> {
  if (token === 'access') {
    const assertion = request.header('cf-access-jwt-assertion');
    const isLetIn = access !== undefined && assertion !== null && (await access(assertion));
    return isLetIn ? origins : undefined;
  }
  const grant = await verifyToken(token, keys);
  if (grant?.dataset !== dataset.name) return undefined;
  if (grant.version !== undefined && grant.version !== dataset.version) return undefined;
  return grant.origins ?? origins;
}
