/** What a request to S3 and its likes is signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignV4Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  /** Headers to sign besides host and x-amz-…: range, or what an object is stored with. */
  readonly headers?: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hexadecimal. Default: of no body. */
  readonly bodySha256?: string;
  readonly credentials: AwsCredentials;
  readonly region: string;
  /** Default `s3`. */
  readonly service?: string;
  /** Default now. */
  readonly date?: Date;
}

/** SHA-256 of nothing: the body of GET and HEAD. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Signs a request by AWS Signature Version 4.
 * @returns all headers to send but `host`, which the platform sets.
 * Source: AWS, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)", S3 API reference.
 */
export async function signV4(request: SignV4Request): Promise<Record<string, string>> {
  const {
    method,
    credentials,
    region,
    service = 's3',
    date = new Date(),
    bodySha256 = EMPTY_SHA256,
  } = request;
  const url = new URL(request.url);
  const timestamp = `${date.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const day = timestamp.slice(0, 8);
  const sent = lowerCased({
    ...request.headers,
    'x-amz-content-sha256': bodySha256,
    'x-amz-date': timestamp,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  });
  const signed = Object.entries({ ...sent, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const signedNames = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    canonicalPath(url),
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    signedNames,
    bodySha256,
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scope, await sha256Hex(canonical)].join('\n');
  let key: BufferSource = utf8(`AWS4${credentials.secretAccessKey}`);
  for (const part of [day, region, service, 'aws4_request']) key = await hmac(key, part);
  const signature = toHex(await hmac(key, toSign));
  const credential = `${credentials.accessKeyId}/${scope}`;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedNames},Signature=${signature}`,
  };
}

/** Stands in for `fetch`: signs every request, its Range header included. Only GET without body. */
export function createSigningFetch(
  signing: Pick<SignV4Request, 'credentials' | 'region' | 'service'>,
  send: typeof globalThis.fetch = (...args) => globalThis.fetch(...args),
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = String(input);
    const headers = Object.fromEntries(new Headers(init?.headers));
    return send(url, { ...init, headers: await signV4({ method: 'GET', url, headers, ...signing }) });
  };
}

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** S3 encodes each part once, and stricter than URLs do. */
const canonicalPath = ({ pathname }: URL): string =>
  pathname
    .split('/')
    .map((part) => encodeStrictly(decodeURIComponent(part)))
    .join('/');

const canonicalQuery = ({ searchParams }: URL): string =>
  [...searchParams]
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&');

const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const utf8 = (text: string) => new TextEncoder().encode(text);
const toHex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
const sha256Hex = async (text: string) => toHex(await crypto.subtle.digest('SHA-256', utf8(text)));

async function hmac(key: BufferSource, text: string): Promise<ArrayBuffer> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return crypto.subtle.sign('HMAC', imported, utf8(text));
}
