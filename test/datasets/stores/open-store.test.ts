/** Buckets against a local server that answers as S3's and Google's documents say, and checks signatures and tokens. */
import assert from 'node:assert/strict';
import { createHash, createHmac, createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openStore } from '../../../datasets/stores/index.node.ts';
import { createGoogleAuth } from '../../../datasets/stores/index.ts';
import { collect } from '../support/blocks.ts';

const SECRET = 'secret/key';
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
let server: Server;
let base = '';
let folder = '';
let tokens = 0;
/** The only one that private buckets take. */
let valid = 't1';
/** Faults to come before lists answer. */
let faults = 0;
const seen: IncomingMessage[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-open-'));
  server = createServer(async (request, response) => {
    seen.push(request);
    const url = new URL(request.url ?? '', 'http://x');
    if (url.pathname === '/token') return response.end(await answerToken(request));
    if (url.pathname.startsWith('/locked/') && !isSigned(request)) return response.writeHead(403).end();
    if (url.pathname.startsWith('/private/') && request.headers.authorization !== `Bearer ${valid}`)
      return response.writeHead(401).end();
    if (/list-type|prefix/.test(url.search) && faults-- > 0)
      return faults % 2 ? response.writeHead(503, { 'retry-after': '0' }).end() : response.destroy();
    if (url.searchParams.has('list-type')) return response.end(s3List(url.searchParams));
    if (url.pathname === '/storage/v1/b/lab/o') return response.end(googleList(url.searchParams));
    return url.pathname.endsWith('/info') ? response.end('{}') : response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function s3List(query: URLSearchParams): string {
  assert.equal(query.get('prefix'), 'em/8_8_8/');
  const entry = (key: string) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`;
  const head = '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';
  return query.get('continuation-token') === 'a&b='
    ? `${head}<IsTruncated>false</IsTruncated>${entry('em/8_8_8/b%2Bc+d')}</ListBucketResult>`
    : `${head}<IsTruncated>true</IsTruncated>${entry('em/8_8_8/a')}${entry('em/8_8_8/')}<NextContinuationToken>a&amp;b=</NextContinuationToken></ListBucketResult>`;
}

function googleList(query: URLSearchParams): string {
  assert.equal(query.get('prefix'), 'em/');
  return JSON.stringify(
    query.has('pageToken')
      ? { items: [{ name: 'em/z' }] }
      : { items: [{ name: 'em/info' }], nextPageToken: 'n' },
  );
}

/** Recomputes the signature from what arrived, by Node's crypto. */
function isSigned({ headers, url = '' }: IncomingMessage): boolean {
  const match = /Credential=id\/(\d+)\/(\S+)\/s3\/aws4_request,SignedHeaders=(\S+),Signature=(\w+)/.exec(
    headers.authorization ?? '',
  );
  if (!match) return false;
  const [, day, region, names, signature] = match;
  const { pathname } = new URL(url, 'http://x');
  const lines = names.split(';').map((name) => `${name}:${headers[name]}`);
  const canonical = ['GET', pathname, '', ...lines, '', names, headers['x-amz-content-sha256']].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${day}/${region}/s3/aws4_request\n${hash}`;
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  return hmac(key, text).toString('hex') === signature;
}

async function answerToken(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const piece of request) body += piece;
  const form = new URLSearchParams(body);
  assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer');
  const [header, claims, signature] = (form.get('assertion') ?? '').split('.');
  const verifier = createVerify('RSA-SHA256').update(`${header}.${claims}`);
  assert.ok(verifier.verify(publicKey, signature, 'base64url'), 'RS256 by OpenSSL');
  const json = JSON.parse(Buffer.from(claims, 'base64url').toString());
  assert.equal(json.iss, 'robot@lab');
  assert.equal(json.aud, `${base}/token`);
  assert.equal(json.exp - json.iat, 3600);
  return JSON.stringify({ access_token: `t${++tokens}`, expires_in: 3600, token_type: 'Bearer' });
}

const aws = (more = {}) => ({ env: { AWS_ENDPOINT_URL_S3: base, ...more } });
const signed = () => aws({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: SECRET, AWS_REGION: 'eu-west-1' });

test('paths and file URLs', async () => {
  await writeFile(join(folder, 'info'), '{}');
  for (const url of [folder, pathToFileURL(folder).href, `file://${folder}`])
    assert.equal((await openStore(url).get('info'))?.length, 2, url);
  assert.throws(() => openStore('ftp://host/x'), { tag: 'unsupported' });
});

test('S3 without credentials reads public data; with them every request is signed', async () => {
  assert.equal((await openStore('s3://open/em', aws()).get('info'))?.length, 2);
  assert.equal(seen.at(-1)?.headers.authorization, undefined);
  await assert.rejects(openStore('s3://locked/em', aws()).get('info'), { tag: 'forbidden' });
  const store = openStore('s3://locked/em', signed());
  assert.equal((await store.get('info'))?.length, 2);
  assert.equal((await store.get('info', { range: { begin: 0 } }))?.length, 2);
  assert.match(seen.at(-1)?.headers.authorization ?? '', /SignedHeaders=host;range;/);
  assert.equal(await store.get('8_8_8/0-64_0-64_0-64'), undefined);
});

test('S3 lists page by page, names relative to the folder', async () => {
  const keys = await collect(openStore('s3://open/em', aws()).list?.('8_8_8/') ?? []);
  assert.deepEqual(keys, ['8_8_8/a', '8_8_8/b+c d']);
});

test('Google lists page by page; a service account gets one token for many reads', async () => {
  assert.deepEqual(await collect(openStore('gs://lab/em', { endpoint: base, env: {} }).list?.('') ?? []), [
    'info',
    'z',
  ]);
  const keyFile = join(folder, 'key.json');
  const json = {
    type: 'service_account',
    client_email: 'robot@lab',
    private_key: privateKey,
    token_uri: `${base}/token`,
  };
  await writeFile(keyFile, JSON.stringify(json));
  const env = { GOOGLE_APPLICATION_CREDENTIALS: keyFile };
  const store = openStore('gs://private/em', { endpoint: base, env });
  assert.equal((await store.get('info'))?.length, 2);
  assert.equal((await store.get('info'))?.length, 2);
  assert.equal(tokens, 1);
});

test('key files that cannot be used are named, their secrets not', async () => {
  const open = (path: string) => openStore('gs://b/x', { env: { GOOGLE_APPLICATION_CREDENTIALS: path } });
  assert.throws(() => open(join(folder, 'none.json')), { tag: 'missing' });
  const other = join(folder, 'other.json');
  await writeFile(other, JSON.stringify({ type: 'authorized_user', refresh_token: 'hush' }));
  assert.throws(
    () => open(other),
    (e: Error) => /authorized_user/.test(e.message) && !/hush/.test(e.message),
  );
  await writeFile(other, JSON.stringify({ type: 'service_account', private_key: 'hush', client_email: 'a' }));
  assert.throws(
    () => open(other),
    (e: Error) => /token_uri/.test(e.message) && !/hush/.test(e.message),
  );
});

test('a token that Google no longer takes is renewed, once for all who wait', async () => {
  const store = openStore('gs://private/em', { endpoint: base, env: keyEnv() });
  const before = tokens;
  assert.equal((await readAfter(store, `t${before + 1}`))?.length, 2);
  // The host forgets the token before its end.
  valid = `t${before + 2}`;
  const reads = await Promise.all([store.get('info'), store.get('info'), store.get('info')]);
  assert.deepEqual(
    reads.map((bytes) => bytes?.length),
    [2, 2, 2],
  );
  assert.equal(tokens, before + 2);
  valid = 'none';
  await assert.rejects(store.get('info'), { tag: 'forbidden' });
});

const keyEnv = () => ({ GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'key.json') });

function readAfter(store: ReturnType<typeof openStore>, token: string) {
  valid = token;
  return store.get('info');
}

test('tokens are renewed a minute before their end', async () => {
  const account = { clientEmail: 'robot@lab', privateKey, tokenUri: `${base}/token` };
  let time = Date.now();
  const headers = createGoogleAuth(account, { now: () => time });
  const first = (await headers())['authorization'];
  time += 3539_000;
  assert.equal((await headers())['authorization'], first);
  time += 2_000;
  const [second, third] = await Promise.all([headers(), headers()]);
  assert.notEqual(second['authorization'], first);
  assert.deepEqual(second, third);
});

test('a page of a list that fails is asked for again; a host that stays down ends it', async () => {
  const retry = { baseDelayMs: 1, maxDelayMs: 2, maxAttempts: 4 };
  const s3 = openStore('s3://open/em', { ...aws(), retry });
  faults = 3;
  assert.deepEqual(await collect(s3.list?.('8_8_8/') ?? []), ['8_8_8/a', '8_8_8/b+c d']);
  const google = openStore('gs://lab/em', { endpoint: base, env: {}, retry });
  faults = 3;
  assert.deepEqual(await collect(google.list?.('') ?? []), ['info', 'z']);
  faults = 100;
  await assert.rejects(collect(s3.list?.('8_8_8/') ?? []), { tag: 'transient' });
  assert.equal(faults, 96);
  faults = 0;
  const signal = AbortSignal.abort();
  await assert.rejects(collect(s3.list?.('8_8_8/', { signal }) ?? []), { tag: 'aborted' });
});

test('r2 needs its account’s address, and signs for the region auto', async () => {
  assert.throws(() => openStore('r2://open/em', { env: {} }), {
    tag: 'usage',
    message: /AWS_ENDPOINT_URL_S3/,
  });
  const { AWS_REGION: _, ...env } = signed().env as Record<string, string>;
  assert.equal((await openStore('r2://locked/em', { env }).get('info'))?.length, 2);
  assert.match(seen.at(-1)?.headers.authorization ?? '', /\/auto\/s3\/aws4_request/);
});
