/** Five servers that are wrong in the ways of servers in the field. Each serves one object, `/ds/info`. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export const BODY = Buffer.from(`{"@type": "neuroglancer_multiscale_volume", "pad": "${'x'.repeat(100)}"}`);
const ETAG = `"${createHash('md5').update(BODY).digest('hex')}"`;
const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Content-Range, ETag' };
const GOOD = { ...CORS, ETag: ETAG, 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' };

type Handler = (message: IncomingMessage, reply: ServerResponse) => void;

function send(
  reply: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Uint8Array | string = '',
): void {
  reply.writeHead(status, { ...headers, 'Content-Length': `${Buffer.byteLength(body)}` });
  reply.end(reply.req.method === 'HEAD' ? undefined : body);
}

const preflight = (reply: ServerResponse) =>
  send(reply, 204, {
    ...CORS,
    'Access-Control-Allow-Methods': 'GET',
    'Access-Control-Allow-Headers': 'Range',
  });

/** A range as the simple servers parse it. */
function rangeOf({ headers: { range = '' } }: IncomingMessage): readonly [number, number] | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range);
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') return [BODY.length - Number(last), BODY.length];
  return [Number(first), last === '' ? BODY.length : Math.min(Number(last) + 1, BODY.length)];
}

const contentRange = (begin: number, end: number) => ({
  'Content-Range': `bytes ${begin}-${end - 1}/${BODY.length}`,
});

/** The part that a good server sends. */
function sendRange(
  message: IncomingMessage,
  reply: ServerResponse,
  headers: Record<string, string> = GOOD,
): void {
  const range = rangeOf(message);
  if (!range) return send(reply, 200, headers, BODY);
  const [begin, end] = range;
  if (begin >= BODY.length)
    return send(reply, 416, { ...headers, 'Content-Range': `bytes */${BODY.length}` });
  send(reply, 206, { ...headers, ...contentRange(begin, end) }, BODY.subarray(begin, end));
}

const isObject = ({ url }: IncomingMessage) => url === '/ds/info';

/** A development server: a header on success, and nothing else. */
const simple: Handler = (message, reply) => {
  if (message.method === 'OPTIONS') return send(reply, 501, {});
  if (!isObject(message)) return send(reply, 404, {}, 'no');
  send(reply, 200, { 'Access-Control-Allow-Origin': '*' }, BODY);
};

/** Right but for its errors, which have no headers. */
const bareErrors: Handler = (message, reply) => {
  if (message.method === 'OPTIONS') return preflight(reply);
  if (!isObject(message)) return send(reply, 404, {}, 'no');
  if (message.headers['if-none-match'] === ETAG) return send(reply, 304, {});
  const range = message.headers['if-range'] ? undefined : rangeOf(message);
  if (range && range[0] >= BODY.length) return send(reply, 416, {});
  if (!range) return send(reply, 200, GOOD, BODY);
  sendRange(message, reply);
};

/** Ranges that lie: one byte off, and 206 of nothing behind the end. */
const lyingRanges: Handler = (message, reply) => {
  if (message.method === 'OPTIONS') return preflight(reply);
  if (!isObject(message)) return send(reply, 404, GOOD, 'no');
  if (message.headers['if-none-match'] === ETAG) return send(reply, 304, GOOD);
  const range = message.headers['if-range'] ? undefined : rangeOf(message);
  if (!range) return send(reply, 200, GOOD, BODY);
  const [begin, end] = range;
  if (begin >= BODY.length) return send(reply, 206, { ...GOOD, ...contentRange(begin, end) });
  send(reply, 206, { ...GOOD, ...contentRange(begin, end) }, BODY.subarray(begin - 1, end - 1));
};

/** A site's server: it compresses whatever it sends, and has a page for every path. */
const compressing: Handler = (message, reply) => {
  if (message.method === 'OPTIONS') return preflight(reply);
  if (!isObject(message))
    return send(reply, 200, { ...GOOD, 'Content-Type': 'text/html' }, '<!doctype html>');
  if (message.headers['if-none-match'] === ETAG) return send(reply, 304, GOOD);
  if (message.headers['if-range']) return send(reply, 200, GOOD, BODY);
  if (!/gzip/.test(message.headers['accept-encoding'] ?? '')) return sendRange(message, reply);
  const packed = gzipSync(BODY);
  const range = rangeOf(message);
  const headers = { ...GOOD, 'Content-Encoding': 'gzip' };
  if (!range) return send(reply, 200, headers, packed);
  send(reply, 206, { ...headers, ...contentRange(...range) }, packed.subarray(...range));
};

let counter = 0;

/** Validators that validate nothing, no HEAD, and 403 for what is not there, as buckets without the right to list have it. */
const noValidators: Handler = (message, reply) => {
  const headers = { ...GOOD, ETag: `W/"${counter++}"` };
  if (message.method === 'OPTIONS') return preflight(reply);
  if (message.method === 'HEAD') return send(reply, 405, CORS);
  if (!isObject(message)) return send(reply, 403, headers, 'no');
  sendRange(message, reply, headers);
};

export const BROKEN: Readonly<Record<string, Handler>> = {
  simple,
  bareErrors,
  lyingRanges,
  compressing,
  noValidators,
};

/** @returns the address of its dataset. */
export async function startBroken(name: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(BROKEN[name]!);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ds`;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url, close };
}
