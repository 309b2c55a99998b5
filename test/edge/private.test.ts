import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import {
  createAccessVerifier,
  type EdgeEnv,
  type Grant,
  handle,
  mintToken,
  verifyToken,
} from '../../edge/index.ts';
import { SHARDED } from './conformance/sharded.ts';
import { get, memoryObjects } from './memory-objects.ts';

const KEY = 'a key of at least thirty-two bytes, all told';
const OLD_KEY = 'the key before that one, of thirty-two bytes';
const PAGE = 'https://lab.example.org';
const SOON = Math.floor(Date.now() / 1000) + 3600;

/** A token as the specification has it, by Node's own HMAC. */
function tokenOf(payload: object, key = KEY): string {
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const env = (): EdgeEnv => ({
  data: memoryObjects({ 'open@1/info': SHARDED['vol@1/info'] }),
  private: { store: memoryObjects(SHARDED), keys: [KEY, OLD_KEY], origins: [PAGE] },
});

const ask = (token: string, path = 'd/vol@1/info', headers: Record<string, string> = {}) =>
  handle(get(`/s/${token}/${path}`, headers), env());

test('tokens are what HMAC-SHA-256 makes of them', async () => {
  const grant: Grant = { dataset: 'vol', version: '1', expires: SOON, origins: [PAGE] };
  assert.equal(await mintToken(grant, KEY), tokenOf({ d: 'vol', v: '1', e: SOON, o: [PAGE] }));
  assert.deepEqual(await verifyToken(tokenOf({ d: 'vol', e: 99 }), [KEY], 98), {
    ...{ dataset: 'vol', expires: 99, version: undefined, origins: undefined },
  });
  assert.equal(await verifyToken(tokenOf({ d: 'vol', e: 99 }), [KEY], 99), undefined);
  await assert.rejects(mintToken(grant, 'short'), /expected at least 32 bytes, got 5/);
});

test('the bearer reads stored files and whole chunks, and nobody else', async () => {
  const token = tokenOf({ d: 'vol', e: SOON });
  assert.equal((await ask(token)).status, 200);
  assert.equal(await (await ask(token, 'u/vol@1/row/0-1_0-1_0-1')).text(), 'AAAA');
  assert.equal((await ask(tokenOf({ d: 'vol', e: SOON }, OLD_KEY))).status, 200);
  assert.equal((await ask(tokenOf({ d: 'vol', v: '1', e: SOON }))).status, 200);
  const [payload = '', signature = ''] = token.split('.');
  const denied: Readonly<Record<string, string>> = {
    'another key': tokenOf({ d: 'vol', e: SOON }, 'some other key of thirty-two bytes or more'),
    'another dataset': tokenOf({ d: 'other', e: SOON }),
    'another version': tokenOf({ d: 'vol', v: '2', e: SOON }),
    'too old': tokenOf({ d: 'vol', e: SOON - 7200 }),
    'no time': tokenOf({ d: 'vol' }),
    'no JSON': `${Buffer.from('x').toString('base64url')}.${createHmac('sha256', KEY).update(Buffer.from('x').toString('base64url')).digest('base64url')}`,
    'a changed payload': `${Buffer.from(JSON.stringify({ d: 'vol', e: SOON + 1 })).toString('base64url')}.${signature}`,
    'a cut signature': `${payload}.${signature.slice(0, -2)}`,
    'no signature': payload,
    'three parts': `${token}.${signature}`,
    'a long one': 'A'.repeat(900),
    access: 'access',
  };
  for (const [name, bad] of Object.entries(denied)) {
    const response = await ask(bad, 'd/vol@1/info', { Origin: PAGE });
    assert.equal(response.status, 403, name);
    assert.equal(
      response.headers.get('access-control-allow-origin'),
      PAGE,
      'a listed page may see that it was refused',
    );
    assert.match(response.headers.get('vary') ?? '', /Origin/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(await response.text(), '403 Forbidden\n');
  }
});

test('pages of listed origins alone; a token may list its own', async () => {
  const table: readonly (readonly [object, string | undefined, number])[] = [
    [{ d: 'vol', e: SOON }, PAGE, 200],
    [{ d: 'vol', e: SOON }, undefined, 200],
    [{ d: 'vol', e: SOON }, 'https://evil.example', 403],
    [{ d: 'vol', e: SOON }, 'https://lab.example.org.evil.example', 403],
    [{ d: 'vol', e: SOON }, 'null', 403],
    [{ d: 'vol', e: SOON, o: ['https://other.example'] }, 'https://other.example', 200],
    [{ d: 'vol', e: SOON, o: ['https://other.example'] }, PAGE, 403],
    [{ d: 'vol', e: SOON, o: [] }, PAGE, 403],
  ];
  for (const [payload, origin, status] of table) {
    const response = await ask(
      tokenOf(payload),
      'd/vol@1/info',
      origin === undefined ? {} : { Origin: origin },
    );
    assert.equal(response.status, status, JSON.stringify([payload, origin]));
    if (status === 403 && origin !== PAGE)
      assert.equal(response.headers.get('access-control-allow-origin'), 'null', 'it sees nothing');
    if (status !== 200) continue;
    assert.equal(response.headers.get('access-control-allow-origin'), origin ?? 'null');
    assert.match(response.headers.get('vary') ?? '', /Origin/);
    assert.match(response.headers.get('cache-control') ?? '', /^private,/);
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  }
});

test('no public address reaches private data; what they lack is kept by nobody', async () => {
  for (const path of ['/d/vol@1/info', '/u/vol@1/info', '/data/vol@1/info', '/d/vol/info'])
    assert.equal((await handle(get(path), env())).status, 404, path);
  const missing = await ask(tokenOf({ d: 'vol', e: SOON }), 'd/vol@1/none');
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get('cache-control'), 'no-store');
  assert.equal((await handle(get('/s/x/d/vol@1/info'), { data: memoryObjects({}) })).status, 404);
});

const ISSUER = 'https://team.example';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function assertion(claims: object, header: object = {}): string {
  const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Date.now() / 1000;
  const all = { iss: ISSUER, aud: ['app'], exp: now + 60, nbf: now - 60, ...claims };
  const signed = `${text({ alg: 'RS256', kid: 'k1', ...header })}.${text(all)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

test('assertions of Cloudflare Access: algorithm, key, issuer, audience, times', async () => {
  const asked: string[] = [];
  let nowMs = Date.now();
  const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] };
  const verify = createAccessVerifier({
    ...{ issuer: ISSUER, audience: 'app', now: () => nowMs },
    fetch: async (url) => {
      asked.push(url);
      return Response.json(keys);
    },
  });
  assert.equal(await verify(assertion({})), true);
  assert.equal(await verify(assertion({ aud: 'app' })), true);
  const seconds = nowMs / 1000;
  const bad: readonly string[] = [
    assertion({ iss: 'https://other.example' }),
    assertion({ aud: ['another'] }),
    assertion({ exp: seconds - 60 }),
    assertion({ exp: undefined }),
    assertion({ nbf: seconds + 600 }),
    assertion({}, { alg: 'none' }),
    assertion({}, { alg: 'HS256' }),
    assertion({}, { kid: 'unknown' }),
    `${assertion({}).slice(0, -8)}AAAAAAAA`,
    'x.y',
    '',
  ];
  for (const [i, text] of bad.entries()) assert.equal(await verify(text), false, `${i}`);
  assert.deepEqual(
    asked,
    [`${ISSUER}/cdn-cgi/access/certs`],
    'keys are kept, and not asked for again at once',
  );
  nowMs += 61_000;
  assert.equal(await verify(assertion({}, { kid: 'unknown' })), false);
  assert.equal(asked.length, 2);
  const data = { ...env().private!, access: async (text: string) => text === 'good' };
  const read = (headers: Record<string, string>) =>
    handle(get('/s/access/d/vol@1/info', headers), { data: memoryObjects({}), private: data });
  assert.equal((await read({ 'Cf-Access-Jwt-Assertion': 'good', Origin: PAGE })).status, 200);
  assert.equal((await read({ 'Cf-Access-Jwt-Assertion': 'bad' })).status, 403);
  assert.equal((await read({})).status, 403);
});

test('preflights, other methods and failures of the store are for listed pages, too', async () => {
  const token = tokenOf({ d: 'vol', e: SOON });
  const broken = { ...env().private!, store: { head: fails, open: fails } };
  for (const [origin, shown] of [
    [PAGE, PAGE],
    ['https://evil.example', 'null'],
  ] as const) {
    for (const [method, status] of [
      ['OPTIONS', 204],
      ['POST', 405],
    ] as const) {
      const request = get(`/s/${token}/d/vol@1/info`, { Origin: origin }, method);
      const response = await handle(request, env());
      assert.equal(response.status, status);
      assert.equal(response.headers.get('access-control-allow-origin'), shown, `${method} ${origin}`);
      assert.match(response.headers.get('vary') ?? '', /Origin/);
    }
    const request = get(`/s/${token}/d/vol@1/info`, { Origin: origin });
    const response = await handle(request, { ...env(), private: broken });
    assert.equal(response.status, origin === PAGE ? 500 : 403);
    assert.equal(response.headers.get('access-control-allow-origin'), shown);
  }
});

async function fails(): Promise<never> {
  throw new Error('the store is gone');
}
