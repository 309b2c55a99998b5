/**
 * A bucket by S3's protocol, in memory: it checks signatures, MD5 and SHA-256 by itself, pages its lists, joins parts, and
 * fails when told to. Source: Amazon S3 API reference.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Object {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly headers: IncomingMessage['headers'];
}

export interface S3Server {
  readonly endpoint: string;
  /** By key. */
  readonly objects: Map<string, S3Object>;
  /** `PUT key` and so on, in the order of arrival. */
  readonly requests: string[];
  /** Answers these statuses, one a request, before all else. */
  readonly failures: number[];
  close(): Promise<void>;
}

export const BUCKET = 'shelf';
export const KEYS = { accessKeyId: 'AKIATEST', secretAccessKey: 'a secret/with+marks' } as const;
const PAGE = 3;

const hash = (name: 'md5' | 'sha256', data: Uint8Array | string) =>
  createHash(name).update(data).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const strict = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Says why a request is not signed as it should be. */
function signatureFault(message: IncomingMessage, body: Uint8Array): string | undefined {
  const { headers, method = '', url = '' } = message;
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d+)\/([^/]+)\/s3\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    );
  if (!parts) return 'AccessDenied';
  const [, id, day = '', region = '', names = '', signature] = parts;
  if (id !== KEYS.accessKeyId) return 'InvalidAccessKeyId';
  if (headers['x-amz-content-sha256'] !== hash('sha256', body)) return 'XAmzContentSHA256Mismatch';
  const { pathname, searchParams } = new URL(url, 'http://host');
  const path = pathname.split('/').map((part) => strict(decodeURIComponent(part)));
  const query = [...searchParams].map(([name, value]) => `${strict(name)}=${strict(value)}`).sort();
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path.join('/'), query.join('&'), lines.join(''), names, hash('sha256', body)];
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${scope}\n${hash('sha256', canonical.join('\n'))}`;
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${KEYS.secretAccessKey}`,
  );
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, S3Object>();
  const uploads = new Map<string, Map<number, Uint8Array>>();
  const [requests, failures]: [string[], number[]] = [[], []];
  const server = createServer(async (message, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const body = new Uint8Array(Buffer.concat(chunks));
    const { pathname, searchParams } = new URL(message.url ?? '', 'http://host');
    const key = decodeURIComponent(pathname).slice(BUCKET.length + 2);
    requests.push(`${message.method} ${key}${searchParams.size ? '?' : ''}`);
    const failure = failures.shift();
    if (failure) return answer(reply, failure, error('SlowDown'));
    const fault = signatureFault(message, body) ?? md5Fault(message, body);
    if (fault) return answer(reply, fault === 'BadDigest' ? 400 : 403, error(fault));
    carryOut({ message, reply, key, query: searchParams, body }, objects, uploads);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { endpoint, objects, requests, failures, close };
}

const error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;

function md5Fault({ headers }: IncomingMessage, body: Uint8Array): string | undefined {
  const sent = headers['content-md5'];
  return sent === undefined || sent === createHash('md5').update(body).digest('base64')
    ? undefined
    : 'BadDigest';
}

function answer(reply: ServerResponse, status: number, body: string | Uint8Array = '', etag?: string): void {
  reply.writeHead(status, etag === undefined ? {} : { ETag: `"${etag}"` });
  reply.end(body);
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly reply: ServerResponse;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array<ArrayBuffer>;
}

function carryOut(
  { message, reply, key, query, body }: Exchange,
  objects: Map<string, S3Object>,
  uploads: Map<string, Map<number, Uint8Array>>,
): void {
  const { method, headers } = message;
  const found = objects.get(key);
  const parts = uploads.get(query.get('uploadId') ?? '');
  if (method === 'GET' && query.has('list-type')) return answer(reply, 200, listPage(objects, query));
  if (method === 'GET')
    return found ? answer(reply, 200, found.bytes, found.etag) : answer(reply, 404, error('NoSuchKey'));
  if (method === 'POST' && query.has('uploads')) {
    const id = randomUUID();
    uploads.set(id, new Map());
    return answer(reply, 200, `<R><UploadId>${id}</UploadId></R>`);
  }
  if (method === 'PUT' && parts) {
    parts.set(Number(query.get('partNumber')), body);
    return answer(reply, 200, '', hash('md5', body));
  }
  if (method === 'POST' && parts) {
    const bytes = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    const sums = Buffer.from(bytes.map((part) => hash('md5', part)).join(''), 'hex');
    objects.set(key, {
      bytes: new Uint8Array(Buffer.concat(bytes)),
      etag: `${hash('md5', sums)}-${parts.size}`,
      headers,
    });
    return answer(reply, 200, '<R/>');
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return answer(reply, 204);
  }
  const isStale =
    (headers['if-none-match'] === '*' && found) ||
    (headers['if-match'] !== undefined && headers['if-match'] !== `"${found?.etag}"`);
  if (isStale) return answer(reply, 412, error('PreconditionFailed'));
  objects.set(key, { bytes: body, etag: hash('md5', body), headers });
  answer(reply, 200, '', hash('md5', body));
}

function listPage(objects: Map<string, S3Object>, query: URLSearchParams): string {
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
  const from = Number(query.get('continuation-token') ?? 0);
  const items = keys.slice(from, from + PAGE).map((key) => {
    const { bytes, etag } = objects.get(key)!;
    const size = `<Size>${bytes.length}</Size>`;
    return `<Contents><Key>${strict(key)}</Key><ETag>&quot;${etag}&quot;</ETag>${size}</Contents>`;
  });
  const more = from + PAGE < keys.length;
  const next = more ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : '';
  return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${items.join('')}</ListBucketResult>`;
}
