/** One exchange of node:http, carried out with a web `Request` and `Response`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CorruptDataError } from '../../datasets/errors.ts';
import { errorResponse, withCors } from '../../edge/index.ts';

export interface HandlerOptions {
  /** Answers every request; bodies of requests are not passed on. A rejection becomes a 500. */
  readonly handler: (request: Request) => Promise<Response>;
  /** Told of what no answer could say: a handler that rejected, a body that broke off. */
  readonly onError?: (error: unknown) => void;
}

/** @throws what the handler's body throws, or CorruptDataError where its length is not what was announced. */
export async function exchange(
  message: IncomingMessage,
  reply: ServerResponse,
  options: HandlerOptions,
): Promise<void> {
  const gone = new AbortController();
  reply.once('close', () => gone.abort());
  const request = requestOf(message, gone.signal);
  const response = request ? await answer(request, options) : withCors(errorResponse(400));
  reply.writeHead(response.status, Object.fromEntries(response.headers));
  const { body } = response;
  if (reply.destroyed) {
    await body?.cancel();
  } else if (body === null || message.method === 'HEAD') {
    reply.end();
  } else {
    await send(body, reply, response.headers.get('content-length'));
  }
}

async function answer(request: Request, { handler, onError }: HandlerOptions): Promise<Response> {
  try {
    return await handler(request);
  } catch (error) {
    onError?.(error);
    return withCors(errorResponse(500));
  }
}

/** @returns undefined where node's message is no request of the web's: a broken target, method or header. */
function requestOf(message: IncomingMessage, signal: AbortSignal): Request | undefined {
  const target = message.url ?? '/';
  // The authority is fixed: no answer may depend on Host, and `//x/y` must stay a path.
  const url =
    target.startsWith('/') || target === '*' ? `http://localhost${target.replace(/^\*/, '/')}` : target;
  try {
    const headers = new Headers();
    for (let i = 0; i < message.rawHeaders.length; i += 2) {
      headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!);
    }
    return new Request(url, { method: message.method ?? 'GET', headers, signal });
  } catch {
    return undefined; // TypeError is all that URL, Headers and Request throw; it says nothing to a client.
  }
}

/**
 * Sends a body at the speed of the client. A client that leaves is no error. A body shorter or longer than
 * announced ends the connection, so that no client takes it for whole.
 */
async function send(
  body: ReadableStream<Uint8Array>,
  reply: ServerResponse,
  announced: string | null,
): Promise<void> {
  const expected = announced === null ? undefined : Number(announced);
  async function* counted(source: AsyncIterable<Uint8Array>) {
    let sent = 0;
    const fail = () =>
      new CorruptDataError({ subject: 'body', expected: `${expected} bytes`, got: `${sent}` });
    for await (const piece of source) {
      sent += piece.length;
      if (expected !== undefined && sent > expected) throw fail();
      yield piece;
    }
    if (expected !== undefined && sent !== expected) throw fail();
  }
  try {
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), counted, reply);
  } catch (error) {
    if (!isClientGone(error)) throw error;
  }
}

function isClientGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code);
}
