import { CorruptDataError } from '../datasets/errors.ts';
import { evaluatePreconditions, ifRangeAllows } from './conditional.ts';
import { objectHeaders, type Space } from './headers.ts';
import type { ObjectHead, ObjectStore } from './object-store.ts';
import { type RangeAnswer, resolveRange } from './range.ts';
import { errorResponse } from './responses.ts';

/** One object of one store, as a path named it. */
export interface ObjectRequest {
  readonly store: ObjectStore;
  readonly space: Space;
  readonly key: string;
}

/**
 * Answers a GET or HEAD of an object: 200, 206, 304, 404, 412 or 416.
 * @throws what the store throws.
 */
export async function answerObject(request: Request, object: ObjectRequest): Promise<Response> {
  const { store, space, key } = object;
  const head = await store.head(key);
  if (head === undefined) return errorResponse(404);
  const verdict = evaluatePreconditions(request.headers, head);
  if (verdict === 'precondition-failed') return errorResponse(412);
  const headers = objectHeaders(space, key, head);
  if (verdict === 'not-modified') return notModified(headers);

  const range = rangeOf(request, head);
  const { sizeBytes } = head;
  if (range.kind === 'unsatisfiable') return errorResponse(416, { 'Content-Range': `bytes */${sizeBytes}` });
  const { begin, end } = range.kind === 'part' ? range : { begin: 0, end: sizeBytes };
  headers.set('Content-Length', String(end - begin));
  if (range.kind === 'part') headers.set('Content-Range', `bytes ${begin}-${end - 1}/${sizeBytes}`);
  const status = range.kind === 'part' ? 206 : 200;
  if (request.method === 'HEAD' || end === begin) return new Response(null, { status, headers });

  const body = await store.read(key, { begin, end }, { etag: head.etag, signal: request.signal });
  if (body === undefined) return errorResponse(404);
  assertLength(key, body, end - begin);
  return new Response(body, { status, headers });
}

/**
 * GET alone has ranges (RFC 9110 section 14.2). A byte of an encoded object means nothing to a reader that
 * sees it decoded, so those are always sent whole.
 */
function rangeOf(request: Request, head: ObjectHead): RangeAnswer {
  if (request.method !== 'GET' || head.contentEncoding !== undefined) return { kind: 'whole' };
  if (!ifRangeAllows(request.headers, head)) return { kind: 'whole' };
  return resolveRange(request.headers.get('range'), head.sizeBytes);
}

/** RFC 9110 section 15.4.5: what a cache needs to renew its copy, and no description of a body. */
function notModified(headers: Headers): Response {
  headers.delete('Content-Type');
  headers.delete('Content-Encoding');
  return new Response(null, { status: 304, headers });
}

/** A stream is counted where it is sent; bytes at hand are counted here, while the status can still say so. */
function assertLength(key: string, body: ReadableStream | Uint8Array, expectedBytes: number): void {
  if (!(body instanceof Uint8Array) || body.length === expectedBytes) return;
  throw new CorruptDataError({ subject: key, expected: `${expectedBytes} bytes`, got: `${body.length}` });
}
