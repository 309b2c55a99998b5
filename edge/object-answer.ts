import { CorruptDataError } from '../datasets/errors.ts';
import { evaluatePreconditions, ifRangeAllows } from './conditional.ts';
import { acceptsEncoding, decodedBody } from './decoded-body.ts';
import type { Answer, EdgeRequest, Fields } from './exchange.ts';
import { type Lifetime, objectHeaders, type Space } from './headers.ts';
import type { ObjectBody, ObjectHead, ObjectStore, OpenedObject } from './object-store.ts';
import { errorAnswer } from './plain-answers.ts';
import { extentOf, parseRange, type RangeSpec, resolveSpec } from './range.ts';

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
export async function answerObject(request: EdgeRequest, object: ObjectRequest): Promise<Answer> {
  const opened = await openFor(request, object);
  if (opened === undefined) return errorAnswer(404);
  const isDecoded = !acceptsEncoding(request, opened.head.contentEncoding);
  // Another representation has another tag, in conditions too (RFC 9110 section 8.8.3.3).
  const head = isDecoded ? decodedHead(opened.head) : opened.head;
  const verdict = evaluatePreconditions(request, head);
  if (verdict === 'precondition-failed') return letGo(opened, errorAnswer(412));
  const headers = objectHeaders(object.space, object.key, { head, lifetime: object.lifetime });
  if (verdict === 'not-modified') return letGo(opened, notModified(headers));
  if (isDecoded) return answerDecoded(request, { ...object, opened }, headers);
  if (opened.range.kind === 'unsatisfiable')
    return letGo(opened, errorAnswer(416, { 'Content-Range': `bytes */${head.sizeBytes}` }));

  const { begin, end } = extentOf(opened.range, head.sizeBytes);
  headers['Content-Length'] = String(end - begin);
  const isPart = opened.range.kind === 'part';
  if (isPart) headers['Content-Range'] = `bytes ${begin}-${end - 1}/${head.sizeBytes}`;
  const status = isPart ? 206 : 200;
  if (request.method === 'HEAD' || end === begin) return letGo(opened, { status, headers });

  const body = await opened.body();
  if (body === undefined) return errorAnswer(404);
  assertLength(object.key, body, end - begin);
  return { status, headers, body };
}

/**
 * Opens what the request asks for, in one operation of the store but where a range turns out not to apply: If-Range is of
 * another version, or the object is stored encoded (a byte of it means nothing to a reader that sees it decoded).
 * GET alone has ranges (RFC 9110 section 14.2).
 */
function openFor(request: EdgeRequest, { store, key }: ObjectRequest): Promise<OpenedObject | undefined> {
  if (request.method === 'HEAD') return store.head(key).then(headOnly);
  const range = parseRange(request.header('range'));
  return range === undefined ? store.open(key) : openRange(request, { store, key, range });
}

async function openRange(
  request: EdgeRequest,
  { store, key, range }: Pick<ObjectRequest, 'store' | 'key'> & { readonly range: RangeSpec },
): Promise<OpenedObject | undefined> {
  const opened = await store.open(key, { range });
  if (opened === undefined) return opened;
  const { head } = opened;
  if (head.contentEncoding === undefined && ifRangeAllows(request, head)) return opened;
  await opened.discard();
  return store.open(key, { etag: head.etag });
}

function headOnly(head: ObjectHead | undefined): OpenedObject | undefined {
  if (head === undefined) return undefined;
  const range = resolveSpec(undefined, head.sizeBytes);
  return { head, range, body: async () => undefined, discard: async () => undefined };
}

async function letGo(opened: OpenedObject, answer: Answer): Promise<Answer> {
  await opened.discard();
  return answer;
}

const decodedHead = (head: ObjectHead): ObjectHead => ({
  ...head,
  etag: head.etag.replace(/"$/, '-decoded"'),
});

/** For a client that does not take the stored encoding. The length is not known before the end. */
async function answerDecoded(
  request: EdgeRequest,
  { opened, key }: ObjectRequest & { readonly opened: OpenedObject },
  stored: Fields,
): Promise<Answer> {
  const { 'Content-Encoding': _, ...headers } = stored;
  if (request.method === 'HEAD') return letGo(opened, { status: 200, headers });
  const body = await opened.body();
  return body === undefined ? errorAnswer(404) : { status: 200, headers, body: decodedBody(body, key) };
}

/** RFC 9110 section 15.4.5: what a cache needs to renew its copy, and no description of a body. */
function notModified(whole: Fields): Answer {
  const { 'Content-Type': _, 'Content-Encoding': __, ...headers } = whole;
  return { status: 304, headers };
}

/** A stream is counted where it is sent; bytes at hand are counted here, while the status can still say so. */
function assertLength(key: string, body: ObjectBody, expectedBytes: number): void {
  if (!(body instanceof Uint8Array) || body.length === expectedBytes) return;
  throw new CorruptDataError({ subject: key, expected: `${expectedBytes} bytes`, got: `${body.length}` });
}
