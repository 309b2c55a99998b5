import { WORKED_SHARD } from '../../datasets/precomputed/sharding/worked-shard.ts';
import type { Case } from './case.ts';
import { CHUNK, FRAGMENTS, MANIFEST } from './sharded.ts';

const IMMUTABLE = /max-age=31536000, immutable/;

const chunk = (path: string, body: string | Uint8Array, more: Partial<Case> = {}): Case => ({
  ...{
    name: `whole chunks: ${path}`,
    path: `/u/vol@1/${path}`,
    status: 200,
    expect: { 'cache-control': IMMUTABLE, etag: /^"/ },
  },
  ...{ body: typeof body === 'string' ? new TextEncoder().encode(body) : body, ...more },
});

const lacks = (path: string): Case => ({
  name: `whole chunks: no ${path}`,
  path: `/u/vol@1/${path}`,
  status: 404,
});
const LAST = 'row/3-4_0-1_0-1';
const PACKED = 'two/0-1_0-1_0-1';
const inPart = (range: string, contentRange: string) => ({
  headers: { Range: range },
  status: 206,
  expect: { 'content-range': contentRange },
});

/** `/u/`: the format's worked shard as unsharded files. */
export const WHOLE_CHUNKS: readonly Case[] = [
  chunk('row/0-1_0-1_0-1', 'AAAA', { expect: { 'content-length': '4', 'content-encoding': null } }),
  chunk('row/1-2_0-1_0-1', 'BBB'),
  chunk('row/2-3_0-1_0-1', 'CC'),
  chunk(LAST, 'DDDDD'),
  chunk(LAST, 'DD', inPart('bytes=1-2', 'bytes 1-2/5')),
  chunk(LAST, '416 Range not satisfiable\n', {
    headers: { Range: 'bytes=5-' },
    status: 416,
    expect: { 'content-range': 'bytes */5' },
  }),
  chunk(LAST, '', { headers: { 'If-None-Match': '{etag}' }, status: 304 }),
  chunk(LAST, '', { method: 'HEAD', expect: { 'content-length': '5' } }),
  chunk(PACKED, CHUNK, { headers: { 'Accept-Encoding': 'gzip' }, expect: { 'content-encoding': 'gzip' } }),
  chunk(PACKED, CHUNK, { headers: { 'Accept-Encoding': 'identity' }, expect: { 'content-encoding': null } }),
  chunk('plain/0-1_0-1_0-1', 'P'),
  chunk('row/0.shard', WORKED_SHARD),
  chunk('mesh/77.index', MANIFEST),
  chunk('mesh/77', FRAGMENTS, { expect: { 'content-length': `${FRAGMENTS.length}` } }),
  chunk('mesh/77', FRAGMENTS.slice(9), inPart('bytes=9-14', 'bytes 9-14/15')),
  chunk('skeletons/1', 'BBB'),
  ...['row/4-5_0-1_0-1', 'row/0-2_0-1_0-1', 'row/00-1_0-1_0-1', 'none/0-1_0-1_0-1'].map(lacks),
  ...['mesh/78', 'mesh/78.index', 'mesh/077'].map(lacks),
  ...['skeletons/9', 'skeletons/99999999999999999999', 'skeletons/1.index'].map(lacks),
  { name: 'stored files keep their shards', path: '/d/vol@1/row/0.shard', status: 200, body: WORKED_SHARD },
  { name: 'and have no chunks', path: '/d/vol@1/row/0-1_0-1_0-1', status: 404 },
];
