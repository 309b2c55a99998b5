/** One exchange of node:http, carried out with the edge's plain request and answer: nothing of the web's classes is made. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CorruptDataError } from '../../datasets/errors.ts';
import { type Answer, type EdgeRequest, errorAnswer, withCors } from '../../edge/index.ts';

export interface HandlerOptions {
  /** Answers every request; bodies of requests are not passed on. A rejection becomes a 500. */
  readonly handler: (request: EdgeRequest) => Promise<Answer>;
  /** Told of what no answer could say: a handler that rejected, a body that broke off. */
  readonly onError?: (error: unknown) => void;
}

/** @throws what the handler's body throws, or CorruptDataError where its length is not what was announced. */
export async function exchange(
  message: IncomingMessage,
  reply: ServerResponse,
  { handler, onError }: HandlerOptions,
): Promise<void> {
  let answer: Answer;
  try {
    const path = pathOf(message.url ?? '/');
    answer =
      path === undefined ? withCors(errorAnswer(400)) : await handler(new NodeRequest(message, reply, path));
  } catch (error) {
    onError?.(error);
    answer = withCors(errorAnswer(500));
  }
  await send(answer, message.method === 'HEAD', reply);
}

class NodeRequest implements EdgeRequest {
  readonly method: string;
  readonly path: string;
  readonly #sent: readonly string[];
  readonly #reply: ServerResponse;

  constructor({ method = 'GET', rawHeaders }: IncomingMessage, reply: ServerResponse, path: string) {
    this.method = method;
    this.path = path;
    this.#sent = rawHeaders;
    this.#reply = reply;
  }

  header(name: string): string | null {
    return fieldOf(this.#sent, name);
  }

  isGone(): boolean {
    return this.#reply.destroyed && !this.#reply.writableFinished;
  }
}

async function send(
  { status, headers, body }: Answer,
  isHead: boolean,
  reply: ServerResponse,
): Promise<void> {
  const isStream = body instanceof ReadableStream;
  if (isStream && (isHead || reply.destroyed)) await body.cancel();
  if (reply.destroyed) return;
  reply.writeHead(status, headers);
  if (body === undefined || isHead) reply.end();
  else if (isStream) await sendStream(body, reply, headers['Content-Length']);
  else sendBytes(body, reply, headers['Content-Length']);
}

/** Names and values in turn, as they were sent. A name that was sent twice is one list (RFC 9110 section 5.3). */
function fieldOf(rawHeaders: readonly string[], name: string): string | null {
  let found: string | null = null;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const sent = rawHeaders[i]!;
    if (sent.length !== name.length || sent.toLowerCase() !== name) continue;
    found = found === null ? rawHeaders[i + 1]! : `${found}, ${rawHeaders[i + 1]}`;
  }
  return found;
}

/** The path of an origin form, an absolute form or `*` (RFC 9112 section 3.2). Nothing depends on the authority. */
function pathOf(target: string): string | undefined {
  if (target === '*') return '/';
  // What the URL standard would change in a path: segments of dots, backslashes, a fragment, characters beyond ASCII.
  if (target.startsWith('/') && !/\/\.|[\\#\x80-\uffff]|%2e/i.test(target)) return beforeQuery(target);
  const url = target.startsWith('/') ? `http://localhost${target}` : target;
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}

function beforeQuery(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? target : target.slice(0, at);
}

const wrongLength = (announced: string, sent: number) =>
  new CorruptDataError({ subject: 'body', expected: `${announced} bytes`, got: `${sent}` });

/** In one write with the headers. */
function sendBytes(body: Uint8Array, reply: ServerResponse, announced: string | undefined): void {
  if (announced !== undefined && body.length !== Number(announced)) throw wrongLength(announced, body.length);
  reply.end(body);
}

/**
 * Sends a body at the speed of the client. A client that leaves is no error. A body shorter or longer than
 * announced ends the connection, so that no client takes it for whole.
 */
async function sendStream(
  body: ReadableStream<Uint8Array>,
  reply: ServerResponse,
  announced: string | undefined,
): Promise<void> {
  async function* counted(source: AsyncIterable<Uint8Array>) {
    let sent = 0;
    for await (const piece of source) {
      sent += piece.length;
      if (announced !== undefined && sent > Number(announced)) throw wrongLength(announced, sent);
      yield piece;
    }
    if (announced !== undefined && sent !== Number(announced)) throw wrongLength(announced, sent);
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
