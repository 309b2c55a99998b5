import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRoute } from '../../edge/index.ts';

const routeOf = (path: string) => parseRoute(new URL(path, 'http://edge.test').pathname);

test('data, site, health and what is not there', () => {
  assert.deepEqual(parseRoute('/data/fib25/info'), { kind: 'data', key: 'fib25/info' });
  assert.deepEqual(parseRoute('/healthz'), { kind: 'health' });
  assert.deepEqual(parseRoute('/'), { kind: 'site', key: 'index.html' });
  assert.deepEqual(parseRoute('/docs/'), { kind: 'site', key: 'docs/index.html' });
  assert.deepEqual(parseRoute('/app-ABCD1234.js'), { kind: 'site', key: 'app-ABCD1234.js' });
  for (const folder of ['/data', '/data/', '/data/fib25/']) {
    assert.deepEqual(parseRoute(folder), { kind: 'not-found' }, folder);
  }
});

test('a colon may be literal or encoded, and other names are decoded once', () => {
  for (const path of ['/data/mesh/17:0', '/data/mesh/17%3A0', '/data/mesh/17%3a0']) {
    assert.deepEqual(routeOf(path), { kind: 'data', key: 'mesh/17:0' }, path);
  }
  assert.deepEqual(routeOf('/data/a%20b/%C3%A9'), { kind: 'data', key: 'a b/é' });
  assert.deepEqual(routeOf('/data/100%2541'), { kind: 'data', key: '100%41' });
  assert.deepEqual(routeOf('/data/x?key=../../y#z'), { kind: 'data', key: 'x' });
});

test('paths that must not reach a store', () => {
  const bad = [
    '/data/../secret',
    '/data/%2e%2e/secret',
    '/data/%2E./secret',
    '/data/..%2fsecret',
    '/data/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/data/a/./b',
    '/data/a//b',
    '/data//etc/passwd',
    '//data/x',
    '/data/..%5csecret',
    '/data/a\\b',
    '/data/a%00.png',
    '/data/a%0d%0ab',
    '/data/a%7f',
    '/data/a%C2%85',
    '/data/%252e%252e/secret',
    '/data/a%252fb',
    '/data/a%255cb',
    '/data/%',
    '/data/%zz',
    '/data/%ff',
    '/data/%c0%ae%c0%ae/secret',
    `/data/${'a'.repeat(1100)}`,
    `/data/${'%C3%A9'.repeat(600)}`,
    '/..',
    '/%2e%2e/package.json',
    'data/x',
    '',
  ];
  for (const path of bad) assert.equal(parseRoute(path).kind, 'bad-path', path);
});

test('whatever the path, a key has no segment that climbs', () => {
  const piece = fc.constantFrom(
    '..',
    '.',
    '/',
    '%2e',
    '%2f',
    '%5c',
    '\\',
    'a',
    '%',
    '25',
    '%00',
    ':',
    'data',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const route = parseRoute(`/${pieces.join('')}`);
      if (route.kind !== 'data' && route.kind !== 'site') return;
      const segments = route.key.split('/');
      assert.ok(!segments.some((s) => s === '' || s === '.' || s === '..'), route.key);
      assert.doesNotMatch(route.key, /[\\\0]/);
    }),
    { numRuns: 5000 },
  );
});
