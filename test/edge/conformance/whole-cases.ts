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
  chunk('points/by_id/42', 'annotation 42'),
  chunk('points/cells/7', 'those of cell 7'),
  chunk('points/cells/7', 'cell', inPart('bytes=9-12', 'bytes 9-12/15')),
  chunk('points/bodies/8', 'those of body 8'),
  chunk('points/spatial/0/0_0_0', 'coarse'),
  chunk('points/spatial/1/1_0_2', 'fine, cell 1 0 2'),
  ...['by_id/41', 'by_id/042', 'by_id/99999999999999999999', 'by_id/42.index', 'cells/0_0_0'].map((name) =>
    lacks(`points/${name}`),
  ),
  ...['0_0_2', '1_0_4', '01_0_2', '1_0', '1_0_2_0', '-1_0_2'].map((name) =>
    lacks(`points/spatial/1/${name}`),
  ),
  ...['row/4-5_0-1_0-1', 'row/0-2_0-1_0-1', 'row/00-1_0-1_0-1', 'none/0-1_0-1_0-1'].map(lacks),
  ...['mesh/78', 'mesh/78.index', 'mesh/077'].map(lacks),
  ...['skeletons/9', 'skeletons/99999999999999999999', 'skeletons/1.index'].map(lacks),
  { name: 'stored files keep their shards', path: '/d/vol@1/row/0.shard', status: 200, body: WORKED_SHARD },
  { name: 'and have no chunks', path: '/d/vol@1/row/0-1_0-1_0-1', status: 404 },
];
