import { createHash } from 'node:crypto';
import { InvalidDataError, isFloodlightError, MissingError, TransientError } from '../../datasets/errors.ts';
import {
  type AwsCredentials,
  type BucketUrl,
  type RetryOptions,
  retry,
  signV4,
  statusError,
} from '../../datasets/stores/index.ts';

export interface BucketClientOptions {
  readonly aws: AwsCredentials;
  readonly retry?: RetryOptions;
}

/** What a bucket says of an object. */
export interface StoredObject {
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
}

export interface PutOptions {
  /** What the object is stored with: content-type, content-encoding, cache-control. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Write only over this version; null: only where there is none. */
  readonly over?: string | null;
  readonly signal?: AbortSignal;
}

/** A bucket by S3's protocol, as far as publishing needs it. Everything is tried again where the host has a fault. */
export interface BucketClient {
  /** All objects whose key begins with `prefix`. */
  list(prefix: string, signal?: AbortSignal): Promise<Map<string, StoredObject>>;
  get(
    key: string,
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: Uint8Array; readonly etag: string } | undefined>;
  /** @returns false where `over` is of another version. The host checks the bytes by MD5 and SHA-256. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>, options?: PutOptions): Promise<boolean>;
  /** What is not there is no fault. */
  delete(key: string, signal?: AbortSignal): Promise<void>;
  /** An object in parts of equal size, one after the other; nothing of it is seen before the last. */
  putParts(key: string, parts: AsyncIterable<Uint8Array<ArrayBuffer>>, options?: PutOptions): Promise<void>;
}

interface Asked {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
}

export function createBucketClient(url: BucketUrl, options: BucketClientOptions): BucketClient {
  const send = (asked: Asked) => sendSigned(asked, url, options);
  return {
    async list(prefix, signal) {
      const found = new Map<string, StoredObject>();
      let token: string | undefined;
      do {
        const query = {
          'list-type': '2',
          'encoding-type': 'url',
          prefix,
          ...(token && { 'continuation-token': token }),
        };
        const response = await send({ method: 'GET', key: '', query, signal });
        if (response.status === 404)
          throw new MissingError({ subject: url.rootUrl, expected: 'a bucket', got: 'none' });
        const xml = await response.text();
        for (const [, item = ''] of xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
          const key = decodeURIComponent(textOf(item, 'Key').replaceAll('+', ' '));
          found.set(key, { sizeBytes: Number(textOf(item, 'Size')), etag: unquoted(textOf(item, 'ETag')) });
        }
        token = /<IsTruncated>true/.test(xml) ? textOf(xml, 'NextContinuationToken') : undefined;
      } while (token);
      return found;
    },
    async get(key, signal) {
      const response = await send({ method: 'GET', key, signal });
      if (response.status === 404) return undefined;
      const etag = unquoted(response.headers.get('etag') ?? '');
      return { bytes: new Uint8Array(await response.arrayBuffer()), etag };
    },
    async put(key, bytes, { headers, over, signal } = {}) {
      const condition: Record<string, string> = over === null ? { 'if-none-match': '*' } : {};
      if (over) condition['if-match'] = `"${over}"`;
      const response = await send({
        method: 'PUT',
        key,
        headers: { ...headers, ...condition },
        body: bytes,
        signal,
      });
      return response.ok;
    },
    async delete(key, signal) {
      await send({ method: 'DELETE', key, signal });
    },
    putParts: (key, parts, putOptions) => putParts(send, { key, parts }, putOptions),
  };
}

type Send = (asked: Asked) => Promise<Response>;

async function putParts(
  send: Send,
  { key, parts }: { readonly key: string; readonly parts: AsyncIterable<Uint8Array<ArrayBuffer>> },
  { headers, signal }: PutOptions = {},
): Promise<void> {
  const begun = await (await send({ method: 'POST', key, query: { uploads: '' }, headers, signal })).text();
  const uploadId = textOf(begun, 'UploadId');
  try {
    const done: string[] = [];
    for await (const body of parts) {
      const partNumber = `${done.length + 1}`;
      const response = await send({ method: 'PUT', key, query: { partNumber, uploadId }, body, signal });
      const etag = response.headers.get('etag') ?? '';
      done.push(`<Part><PartNumber>${partNumber}</PartNumber><ETag>${etag}</ETag></Part>`);
    }
    const xml = `<CompleteMultipartUpload>${done.join('')}</CompleteMultipartUpload>`;
    const body = new TextEncoder().encode(xml);
    const ended = await (await send({ method: 'POST', key, query: { uploadId }, body, signal })).text();
    // The host answers 200 before it has joined the parts, and says in the body whether it could.
    if (ended.includes('<Error>'))
      throw new TransientError({ subject: key, expected: 'parts joined', got: ended });
  } catch (error) {
    await send({ method: 'DELETE', key, query: { uploadId } }).catch(() => undefined);
    throw error;
  }
}

/** @returns answers of success, 404 and, to a condition, 409 and 412. @throws the typed error of every other. */
async function sendSigned(asked: Asked, url: BucketUrl, options: BucketClientOptions): Promise<Response> {
  const { method, key, query = {}, body, signal } = asked;
  const path = key.split('/').map(encodeURIComponent).join('/');
  const search = new URLSearchParams(query).toString().replaceAll('+', '%20');
  const target = `${url.rootUrl}/${path}${search && `?${search}`}`;
  const headers = body ? { ...asked.headers, 'content-md5': md5(body, 'base64') } : asked.headers;
  const bodySha256 = body && createHash('sha256').update(body).digest('hex');
  const isConditional = Object.keys(headers ?? {}).some((name) => name.startsWith('if-'));
  const attempt = async (inner: AbortSignal) => {
    const { region } = url;
    const signed = await signV4({
      method,
      url: target,
      headers,
      bodySha256,
      credentials: options.aws,
      region,
    });
    let response: Response;
    try {
      response = await fetch(target, { method, headers: signed, body, signal: inner });
    } catch (cause) {
      if (inner.aborted || isFloodlightError(cause)) throw cause;
      const got = String((cause as Error).cause ?? cause);
      throw new TransientError({
        subject: target,
        expected: 'an answer',
        got,
        cure: 'Check the endpoint',
        cause,
      });
    }
    if (response.ok || (response.status === 404 && method === 'GET')) return response;
    if (isConditional && (response.status === 412 || response.status === 409)) return response;
    throw refused(response, target, await response.text());
  };
  return retry(attempt, { ...options.retry, subject: target, signal });
}

/** The host's own words for what it refused, such as `SignatureDoesNotMatch`. */
function refused(response: Response, target: string, xml: string): Error {
  const code = /<Code>([^<]*)<\/Code>/.exec(xml)?.[1];
  const error = statusError(response, target);
  if (code === undefined || error.tag === 'transient') return error;
  const got = `${response.status} ${code}`;
  if (error.tag !== 'invalid') return Object.assign(error, { message: `${error.message} (${code})` });
  return new InvalidDataError({
    subject: target,
    expected: 'the object to be taken',
    got,
    cure: 'Check bucket and credentials',
  });
}

export const md5 = (bytes: Uint8Array, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHash('md5').update(bytes).digest(encoding);

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The answer's form is flat and fixed. */
function textOf(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
  return text.replace(/&(?:(\w+)|#(\d+));/g, (all, entity?: string, code?: string) =>
    code ? String.fromCharCode(Number(code)) : (ENTITIES[entity ?? ''] ?? all),
  );
}

const unquoted = (etag: string): string => etag.replaceAll('"', '');
