import type { Answer, EdgeRequest } from './exchange.ts';
import { answerRequest, type EdgeEnv } from './handler.ts';

/** A request of the platforms that have `Request`: workers, browsers. */
export function edgeRequestOf(request: Request): EdgeRequest {
  const { method, headers, signal } = request;
  const header = (name: string) => (name === 'accept-encoding' ? acceptedOf(request) : headers.get(name));
  return { method, path: new URL(request.url).pathname, header, isGone: () => signal.aborted };
}

/** At the edge the header is the network's own; what the client sent stands beside it, empty where it sent none. */
function acceptedOf(
  request: Request & { readonly cf?: { readonly clientAcceptEncoding?: string } },
): string | null {
  const { clientAcceptEncoding } = request.cf ?? {};
  if (clientAcceptEncoding === undefined) return request.headers.get('accept-encoding');
  return clientAcceptEncoding === '' ? null : clientAcceptEncoding;
}

/** A worker would encode the body by its Content-Encoding; ours is encoded as it lies there. */
export function responseOf({ status, headers, body }: Answer): Response {
  const init: ResponseInit & { encodeBody: 'manual' } = { status, headers, encodeBody: 'manual' };
  return new Response(body ?? null, init);
}

/** The handler for platforms with `Request` and `Response`. Never rejects. */
export const handle = async (request: Request, env: EdgeEnv): Promise<Response> =>
  responseOf(await answerRequest(edgeRequestOf(request), env));
