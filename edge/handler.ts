import { answerDataset, CATALOGUE_KEY } from './datasets/index.ts';
import type { Answer, EdgeRequest } from './exchange.ts';
import { withCors } from './headers.ts';
import { answerObject } from './object-answer.ts';
import type { ObjectStore } from './object-store.ts';
import { answerMethod, errorAnswer, healthAnswer, statusOfError } from './plain-answers.ts';
import { answerPrivate, type PrivateData } from './private/index.ts';
import { parseRoute } from './route.ts';

export interface EdgeEnv {
  /** Datasets: all files under `/data/`, and by name and version under `/d/` and `/u/`. */
  readonly data: ObjectStore;
  /** The viewer's static site, under `/`; without one those paths are not found. */
  readonly site?: ObjectStore;
  /** Datasets under `/s/`, for whom they are meant for; without it those paths are not found. */
  readonly private?: PrivateData;
  /** Told of every failure that became a 5xx, unless the client has left; the answer itself says nothing of it. */
  onError?(error: unknown, request: EdgeRequest): void;
}

/** Route -> store -> range -> headers -> answer. Never rejects; CORS is on every answer. */
export async function answerRequest(request: EdgeRequest, env: EdgeEnv): Promise<Answer> {
  const beganMs = performance.now();
  const failed = (error: unknown): Answer => {
    if (!request.isGone()) env.onError?.(error, request);
    return errorAnswer(statusOfError(error));
  };
  const answered = await answer(request, env, failed).catch(failed);
  // A worker's clock stands still but for its waiting, so this is what the store took.
  answered.headers['Server-Timing'] = `store;dur=${(performance.now() - beganMs).toFixed(1)}`;
  // HEAD: the same status and headers, Content-Length included, and nothing else.
  return withCors(request.method === 'HEAD' ? { ...answered, body: undefined } : answered);
}

async function answer(request: EdgeRequest, env: EdgeEnv, failed: (e: unknown) => Answer): Promise<Answer> {
  const route = parseRoute(request.path);
  // Whom private data are for decides about every answer, those of other methods too.
  if (route.kind === 'private') return answerPrivate(request, env.private, route, failed);
  const other = answerMethod(request);
  if (other) return other;
  switch (route.kind) {
    case 'data':
      return answerObject(request, { store: env.data, space: 'data', key: route.key, lifetime: 'folder' });
    case 'dataset':
      return answerDataset(request, env.data, route);
    case 'catalogue':
      return answerObject(request, { store: env.data, space: 'data', key: CATALOGUE_KEY, lifetime: 'alias' });
    case 'site':
      if (env.site === undefined) return errorAnswer(404);
      return answerObject(request, { store: env.site, space: 'site', key: route.key, lifetime: 'site' });
    case 'health':
      return env.data.head('healthz').then(healthAnswer);
    case 'not-found':
    case 'bad-path':
      return errorAnswer(route.kind === 'bad-path' ? 400 : 404);
  }
}
