import { answerDataset, CATALOGUE_KEY } from './datasets/index.ts';
import { withCors } from './headers.ts';
import { answerObject } from './object-answer.ts';
import type { ObjectStore } from './object-store.ts';
import { answerPrivate, type PrivateData } from './private/index.ts';
import { errorResponse, healthResponse, preflightResponse, statusOfError } from './responses.ts';
import { parseRoute } from './route.ts';

export interface EdgeEnv {
  /** Datasets: all files under `/data/`, and by name and version under `/d/` and `/u/`. */
  readonly data: ObjectStore;
  /** The viewer's static site, under `/`; without one those paths are not found. */
  readonly site?: ObjectStore;
  /** Datasets under `/s/`, for whom they are meant for; without it those paths are not found. */
  readonly private?: PrivateData;
  /** Told of every failure that became a 5xx, unless the client has left; the answer itself says nothing of it. */
  onError?(error: unknown, request: Request): void;
}

/** Route -> store -> range -> headers -> Response. Never rejects; CORS is on every answer. */
export async function handle(request: Request, env: EdgeEnv): Promise<Response> {
  const beganMs = performance.now();
  let response: Response;
  try {
    response = await answer(request, env);
  } catch (error) {
    if (!request.signal.aborted) env.onError?.(error, request);
    response = errorResponse(statusOfError(error));
  }
  // A worker's clock stands still but for its waiting, so this is what the store took.
  response.headers.set('Server-Timing', `store;dur=${(performance.now() - beganMs).toFixed(1)}`);
  return withCors(request.method === 'HEAD' ? withoutBody(response) : response);
}

async function answer(request: Request, env: EdgeEnv): Promise<Response> {
  if (request.method === 'OPTIONS') return preflightResponse();
  if (request.method !== 'GET' && request.method !== 'HEAD') return errorResponse(405);
  const route = parseRoute(new URL(request.url).pathname);
  switch (route.kind) {
    case 'data':
      return answerObject(request, { store: env.data, space: 'data', key: route.key, lifetime: 'folder' });
    case 'dataset':
      return answerDataset(request, env.data, route);
    case 'private':
      return answerPrivate(request, env.private, route);
    case 'catalogue':
      return answerObject(request, { store: env.data, space: 'data', key: CATALOGUE_KEY, lifetime: 'alias' });
    case 'site':
      if (env.site === undefined) return errorResponse(404);
      return answerObject(request, { store: env.site, space: 'site', key: route.key, lifetime: 'site' });
    case 'health':
      await env.data.head('healthz');
      return healthResponse();
    case 'not-found':
      return errorResponse(404);
    case 'bad-path':
      return errorResponse(400);
  }
}

/** HEAD: the same status and headers, Content-Length included, and nothing else. */
function withoutBody({ status, headers }: Response): Response {
  return new Response(null, { status, headers });
}
