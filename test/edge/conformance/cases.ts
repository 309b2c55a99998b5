/**
 * One list of what a server of datasets has to answer, from RFC 9110 (HTTP semantics), the Fetch standard (CORS) and our
 * own specification of addresses. `{etag}` in a header stands for the tag of the object at `path`, `{modified}` for its date.
 */
import type { Case } from './case.ts';
import { PLAIN, TEN } from './objects.ts';
import { WHOLE_CHUNKS } from './whole-cases.ts';

const ten = (begin: number, end: number) => TEN.slice(begin, end);
const X = '/data/ten';

function part(range: string, [begin, end]: readonly [number, number]): Case {
  const expect = { 'content-range': `bytes ${begin}-${end - 1}/10`, 'content-length': `${end - begin}` };
  return {
    name: `RFC 9110 14: ${range}`,
    path: X,
    headers: { Range: range },
    status: 206,
    expect,
    body: ten(begin, end),
  };
}

const whole = (range: string): Case => ({
  name: `RFC 9110 14.2: ${range} is ignored`,
  path: X,
  headers: { Range: range },
  status: 200,
  expect: { 'content-range': null, 'content-length': '10' },
  body: TEN,
});

const unsatisfiable = (range: string, path = X, size = 10): Case => ({
  name: `RFC 9110 15.5.17: ${range} of ${size} bytes`,
  path,
  headers: { Range: range },
  status: 416,
  expect: { 'content-range': `bytes */${size}` },
});

const RANGES: readonly Case[] = [
  part('bytes=0-0', [0, 1]),
  part('bytes=2-5', [2, 6]),
  part('bytes=7-', [7, 10]),
  part('bytes=0-', [0, 10]),
  part('bytes=-3', [7, 10]),
  part('bytes=-10', [0, 10]),
  part('bytes=-400', [0, 10]),
  part('bytes=5-99', [5, 10]),
  part('bytes=5-99999999999999999999', [5, 10]),
  part('Bytes=1-2', [1, 3]),
  unsatisfiable('bytes=10-'),
  unsatisfiable('bytes=99-120'),
  unsatisfiable('bytes=99999999999999999999-'),
  unsatisfiable('bytes=-0'),
  unsatisfiable('bytes=0-0', '/data/empty', 0),
  unsatisfiable('bytes=-5', '/data/empty', 0),
  whole('items=0-1'),
  whole('bytes=6-3'),
  whole('bytes=a-b'),
  whole('bytes=1'),
  whole('bytes='),
  whole('0-4'),
  whole('bytes=0-1,4-5'),
];

const conditional = (headers: Record<string, string>, status: number): Case => ({
  name: `RFC 9110 13: ${JSON.stringify(headers)}`,
  path: X,
  headers,
  status,
  expect: status === 304 ? { etag: /^"/, 'cache-control': /./, 'content-length': null } : {},
});

const CONDITIONS: readonly Case[] = [
  conditional({ 'If-None-Match': '{etag}' }, 304),
  conditional({ 'If-None-Match': 'W/{etag}' }, 304),
  conditional({ 'If-None-Match': '"a", {etag}' }, 304),
  conditional({ 'If-None-Match': '*' }, 304),
  conditional({ 'If-None-Match': '"a"' }, 200),
  conditional({ 'If-Match': '{etag}' }, 200),
  conditional({ 'If-Match': '*' }, 200),
  conditional({ 'If-Match': '"a"' }, 412),
  conditional({ 'If-Match': 'W/{etag}' }, 412),
  conditional({ 'If-Match': '"a"', 'If-None-Match': '{etag}' }, 412),
  conditional({ 'If-Modified-Since': '{modified}' }, 304),
  conditional({ 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 200),
  conditional({ 'If-Modified-Since': 'yesterday' }, 200),
  conditional({ 'If-None-Match': '"a"', 'If-Modified-Since': '{modified}' }, 200),
  conditional({ 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 412),
  conditional({ 'If-Unmodified-Since': '{modified}' }, 200),
  conditional({ 'If-None-Match': '{etag}', Range: 'bytes=0-1' }, 304),
  conditional({ 'If-Match': '"a"', Range: 'bytes=99-' }, 412),
  conditional({ 'If-Range': '{etag}', Range: 'bytes=0-1' }, 206),
  conditional({ 'If-Range': '"a"', Range: 'bytes=0-1' }, 200),
  conditional({ 'If-Range': '"a"', Range: 'bytes=99-' }, 200),
  conditional({ 'If-Range': 'W/{etag}', Range: 'bytes=0-1' }, 200),
];

const METHODS: readonly Case[] = [
  { name: 'GET', path: X, status: 200, expect: { etag: /^"/, 'accept-ranges': 'bytes' }, body: TEN },
  { name: 'HEAD', method: 'HEAD', path: X, status: 200, expect: { 'content-length': '10' }, body: ten(0, 0) },
  { name: 'HEAD has no ranges', method: 'HEAD', path: X, headers: { Range: 'bytes=0-1' }, status: 200 },
  { name: 'HEAD of nothing', method: 'HEAD', path: '/data/no', status: 404, body: ten(0, 0) },
  {
    name: 'an empty object',
    path: '/data/empty',
    status: 200,
    expect: { 'content-length': '0' },
    body: ten(0, 0),
  },
  ...['POST', 'PUT', 'DELETE', 'PATCH'].map((method): Case => {
    return { name: method, method, path: X, status: 405, expect: { allow: 'GET, HEAD, OPTIONS' } };
  }),
  {
    name: 'preflight',
    method: 'OPTIONS',
    path: X,
    headers: {
      Origin: 'https://page.test',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'range',
    },
    status: 204,
    expect: {
      'access-control-allow-methods': /GET.*HEAD/,
      'access-control-allow-headers': /range/i,
      'access-control-max-age': '7200',
    },
  },
  { name: 'healthz', path: '/healthz', status: 200 },
  { name: 'a query is ignored', path: `${X}?x=../..`, status: 200, body: TEN },
];

const refused = (path: string, status = 400): Case => ({ name: `path ${path}`, path, status });

const PATHS: readonly Case[] = [
  refused('/data/..%2fsecret'),
  refused('/data/%2e%2e%2fsecret'),
  refused('/data/%252e%252e%252fsecret'),
  refused('/data/a%5cb'),
  refused('/data/a%00b'),
  refused('/data/a%0d%0aX-Evil:1'),
  refused('/data/a%7fb'),
  refused('/data/%ff'),
  refused('/data/%e0%a4%a'),
  refused('/data/a//b'),
  refused(`/data/${'k'.repeat(1100)}`),
  refused('/data/nothing', 404),
  refused('/data/ds', 404),
  refused('/data/ds/', 404),
  refused('/data/', 404),
  { name: 'a name that has to be encoded', path: '/data/ds/a%20name:%20with+marks', status: 200, body: TEN },
];

const ENCODED = '/data/ds/0-64_0-64_0-64';

const ENCODINGS: readonly Case[] = [
  {
    name: 'stored gzip is passed on',
    path: ENCODED,
    headers: { 'Accept-Encoding': 'gzip' },
    status: 200,
    expect: { 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    body: PLAIN,
  },
  {
    name: 'and has no ranges',
    path: ENCODED,
    headers: { 'Accept-Encoding': 'gzip', Range: 'bytes=0-3' },
    status: 200,
    body: PLAIN,
  },
  {
    name: 'and is decoded for who does not take it',
    path: ENCODED,
    headers: { 'Accept-Encoding': 'identity' },
    status: 200,
    expect: { 'content-encoding': null, vary: 'Accept-Encoding' },
    body: PLAIN,
  },
  {
    name: 'q=0 is a refusal',
    path: ENCODED,
    headers: { 'Accept-Encoding': 'gzip;q=0, br' },
    status: 200,
    expect: { 'content-encoding': null },
    body: PLAIN,
  },
];

const IMMUTABLE = /max-age=31536000, immutable/;

const ADDRESSES: readonly Case[] = [
  {
    name: 'a version',
    path: '/d/cells@1/ten',
    status: 200,
    expect: { 'cache-control': IMMUTABLE },
    body: TEN,
  },
  {
    name: 'the current version',
    path: '/d/cells/ten',
    status: 200,
    expect: { 'cache-control': /max-age=10, must-revalidate/ },
    body: new TextEncoder().encode('9876543210'),
  },
  {
    name: 'a plain folder',
    path: '/d/ds/info',
    status: 200,
    expect: { 'content-type': 'application/json', 'cache-control': /max-age=10,/ },
  },
  {
    name: 'what a version lacks',
    path: '/d/cells@2/0-1_0-1_0-1',
    status: 404,
    expect: { 'cache-control': /max-age=86400/ },
  },
  {
    name: 'a version that was never published',
    path: '/d/cells@9/ten',
    status: 404,
    expect: { 'cache-control': /max-age=10$/ },
  },
  {
    name: 'an unknown dataset',
    path: '/d/none/info',
    status: 404,
    expect: { 'cache-control': /max-age=10$/ },
  },
  {
    name: 'a version that was withdrawn',
    path: '/d/cells@0/ten',
    status: 410,
    expect: { 'cache-control': /max-age=86400/ },
  },
  { name: 'and its whole chunks', path: '/u/cells@0/s/0-64_0-64_0-64', status: 410 },
  {
    name: 'a name whose version was withdrawn',
    path: '/d/retired/info',
    status: 410,
    expect: { 'cache-control': 'no-store' },
  },
  { name: 'a dataset is no file', path: '/d/cells@2/', status: 404 },
  {
    name: 'the whole-chunk view of what has no shards',
    path: '/u/cells@1/ten',
    status: 200,
    expect: { 'cache-control': IMMUTABLE },
    body: TEN,
  },
  {
    name: 'the catalogue',
    path: '/datasets.json',
    status: 200,
    expect: { 'content-type': 'application/json' },
  },
  {
    name: 'data never runs',
    path: '/data/evil.html',
    status: 200,
    expect: { 'content-type': 'application/octet-stream', 'content-security-policy': /sandbox/ },
  },
];

export const CASES: readonly Case[] = [
  ...WHOLE_CHUNKS,
  ...METHODS,
  ...RANGES,
  ...CONDITIONS,
  ...PATHS,
  ...ENCODINGS,
  ...ADDRESSES,
];

/** On every answer, whatever its status. */
export const ALWAYS: Readonly<Record<string, string | RegExp>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': /Content-Range.*ETag/,
  'timing-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};
