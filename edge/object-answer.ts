import { CorruptDataError } from '../datasets/errors.ts';
import { evaluatePreconditions, ifRangeAllows } from './conditional.ts';
import { acceptsEncoding, decodedBody } from './decoded-body.ts';
import { type Lifetime, objectHeaders, type Space } from './headers.ts';
import type { ObjectBody, ObjectHead, ObjectStore, OpenedObject } from './object-store.ts';
import { extentOf, parseRange, resolveSpec } from './range.ts';
import { errorResponse } from './responses.ts';

/** One object of one store, as a path named it. */
export interface ObjectRequest {
  readonly store: ObjectStore;
  readonly space: Space;
  readonly key: string;
  /** How long caches may keep it. */
  readonly lifetime: Lifetime;
}

/**
 * Answers a GET or HEAD of an object: 200, 206, 304, 404, 412 or 416.
 * @throws what the store throws.
 */
export async function answerObject(request: Request, object: ObjectRequest): Promise<Response> {
  const opened = await openFor(request, object);
  if (opened === undefined) return errorResponse(404);
  const { head } = opened;
  const verdict = evaluatePreconditions(request.headers, head);
  if (verdict === 'precondition-failed') return letGo(opened, errorResponse(412));
  const headers = objectHeaders(object.space, object.key, { head, lifetime: object.lifetime });
  if (verdict === 'not-modified') return letGo(opened, notModified(headers));
  if (!acceptsEncoding(request, head.contentEncoding))
    return answerDecoded(request, { ...object, opened }, headers);
  if (opened.range.kind === 'unsatisfiable')
    return letGo(opened, errorResponse(416, { 'Content-Range': `bytes */${head.sizeBytes}` }));

  const { begin, end } = extentOf(opened.range, head.sizeBytes);
  headers.set('Content-Length', String(end - begin));
  const isPart = opened.range.kind === 'part';
  if (isPart) headers.set('Content-Range', `bytes ${begin}-${end - 1}/${head.sizeBytes}`);
  const status = isPart ? 206 : 200;
  if (request.method === 'HEAD' || end === begin)
    return letGo(opened, new Response(null, { status, headers }));

  const body = await opened.body();
  if (body === undefined) return errorResponse(404);
  assertLength(object.key, body, end - begin);
  // A worker would encode the body by its Content-Encoding; ours is encoded as it lies there.
  const init: ResponseInit & { encodeBody: 'manual' } = { status, headers, encodeBody: 'manual' };
  return new Response(body, init);
}

/**
 * Opens what the request asks for, in one operation of the store but where a range turns out not to apply: If-Range is of
 * another version, or the object is stored encoded (a byte of it means nothing to a reader that sees it decoded).
 * GET alone has ranges (RFC 9110 section 14.2).
 */
async function openFor(request: Request, { store, key }: ObjectRequest): Promise<OpenedObject | undefined> {
  const { signal } = request;
  if (request.method === 'HEAD') return headOnly(await store.head(key));
  const range = parseRange(request.headers.get('range'));
  const opened = await store.open(key, { range, signal });
  if (opened === undefined || range === undefined) return opened;
  const { head } = opened;
  if (head.contentEncoding === undefined && ifRangeAllows(request.headers, head)) return opened;
  await opened.discard();
  return store.open(key, { etag: head.etag, signal });
}

function headOnly(head: ObjectHead | undefined): OpenedObject | undefined {
  if (head === undefined) return undefined;
  const range = resolveSpec(undefined, head.sizeBytes);
  return { head, range, body: async () => undefined, discard: async () => undefined };
}

async function letGo(opened: OpenedObject, response: Response): Promise<Response> {
  await opened.discard();
  return response;
}

/** For a client that does not take the stored encoding. The length is not known before the end. */
async function answerDecoded(
  request: Request,
  { opened, key }: ObjectRequest & { readonly opened: OpenedObject },
  headers: Headers,
): Promise<Response> {
  headers.delete('Content-Encoding');
  headers.set('ETag', opened.head.etag.replace(/"$/, '-decoded"'));
  if (request.method === 'HEAD') return letGo(opened, new Response(null, { headers }));
  const body = await opened.body();
  return body === undefined ? errorResponse(404) : new Response(decodedBody(body, key), { headers });
}

/** RFC 9110 section 15.4.5: what a cache needs to renew its copy, and no description of a body. */
function notModified(headers: Headers): Response {
  headers.delete('Content-Type');
  headers.delete('Content-Encoding');
  return new Response(null, { status: 304, headers });
}

/** A stream is counted where it is sent; bytes at hand are counted here, while the status can still say so. */
function assertLength(key: string, body: ObjectBody, expectedBytes: number): void {
  if (!(body instanceof Uint8Array) || body.length === expectedBytes) return;
  throw new CorruptDataError({ subject: key, expected: `${expectedBytes} bytes`, got: `${body.length}` });
}
