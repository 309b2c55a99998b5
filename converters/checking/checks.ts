import { gunzipSync } from 'node:zlib';
import { BROWSERS, type Check, hasCors, isSame, said, unless } from './check.ts';
import { RANGE_CHECKS } from './range-checks.ts';

const CORS_CHECKS: readonly Check[] = [
  {
    ...{ id: 'cors', level: 'fault', trips: BROWSERS },
    asks: 'Access-Control-Allow-Origin on success',
    run: async ({ whole }) => unless(hasCors(whole), `"${whole.header('access-control-allow-origin')}"`),
  },
  {
    ...{ id: 'cors-part', level: 'fault', trips: BROWSERS },
    asks: 'Access-Control-Allow-Origin on 206',
    run: async ({ part }) => unless(part.status !== 206 || hasCors(part), 'none'),
  },
  {
    ...{
      id: 'cors-missing',
      level: 'fault',
      trips: `${BROWSERS}: what is missing looks like a failure of the network`,
    },
    asks: 'Access-Control-Allow-Origin on what is missing',
    run: async ({ missing }) => unless(hasCors(missing), `none on status ${missing.status}`),
  },
  {
    ...{ id: 'cors-refused', level: 'warning', trips: BROWSERS },
    asks: 'Access-Control-Allow-Origin on 416',
    async run({ probe, path, whole }) {
      const answer = await probe(path, { Range: `bytes=${whole.body.length}-` });
      return unless(answer.status !== 416 || hasCors(answer), 'none');
    },
  },
  {
    ...{
      id: 'cors-exposed',
      level: 'warning',
      trips: 'readers that check which bytes came, Neuroglancer among them',
    },
    asks: 'Content-Range among the exposed headers',
    async run({ part }) {
      const exposed = part.header('access-control-expose-headers').toLowerCase();
      return unless(exposed.includes('content-range') || exposed.trim() === '*', `"${exposed}"`);
    },
  },
  {
    ...{ id: 'preflight', level: 'fault', trips: `${BROWSERS}, wherever it sends more than a plain range` },
    asks: 'OPTIONS is answered, and allows GET and Range',
    async run({ probe, path }) {
      const asked = { 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'range' };
      const answer = await probe(path, asked, 'OPTIONS');
      const allowed = answer.header('access-control-allow-headers').toLowerCase();
      const holds = answer.status < 300 && hasCors(answer) && /range|^\*$/.test(allowed);
      return unless(holds, `status ${answer.status}, Access-Control-Allow-Headers "${allowed}"`);
    },
  },
];

const MISSING_CHECKS: readonly Check[] = [
  {
    ...{
      id: 'missing',
      level: 'fault',
      trips: 'all: a page is read as a chunk; 403 is empty to Neuroglancer and an error to TensorStore',
    },
    asks: 'what is missing is 404',
    run: async ({ missing }) => unless(missing.status === 404, said(missing)),
  },
  {
    ...{ id: 'head', level: 'fault', trips: 'Neuroglancer, cloud-volume: sizes are asked for by HEAD' },
    asks: 'HEAD is answered as GET, without a body',
    async run({ probe, path, whole }) {
      const answer = await probe(path, {}, 'HEAD');
      const length = answer.header('content-length');
      const holds = answer.status === 200 && (length === '' || Number(length) === whole.body.length);
      return unless(holds, `status ${answer.status}, Content-Length ${length}`);
    },
  },
  {
    ...{ id: 'whole', level: 'fault', trips: 'all: a truncated file is no file' },
    asks: 'the same bytes twice, as many as announced',
    async run({ probe, path, whole }) {
      const again = await probe(path);
      return unless(
        !whole.isCut && !again.isCut && isSame(again.body, whole.body),
        `${whole.body.length} and ${again.body.length} bytes`,
      );
    },
  },
  {
    ...{ id: 'encoding', level: 'fault', trips: 'all: bytes that do not decode' },
    asks: 'what is said to be gzip is gzip of the same bytes',
    async run({ probe, path, whole }) {
      const answer = await probe(path, { 'Accept-Encoding': 'gzip' });
      const encoding = answer.header('content-encoding');
      if (encoding !== '' && encoding !== 'gzip') return `Content-Encoding ${encoding} for who accepts gzip`;
      try {
        const body = encoding === 'gzip' ? gunzipSync(answer.body) : answer.body;
        return unless(isSame(body, whole.body), 'other bytes');
      } catch {
        return 'Content-Encoding gzip, and bytes that are not';
      }
    },
  },
];

const CACHE_CHECKS: readonly Check[] = [
  {
    ...{ id: 'etag', level: 'warning', trips: 'readers that hold on to one version of a shard' },
    asks: 'a strong ETag, the same each time',
    async run({ probe, path, whole }) {
      const etag = whole.header('etag');
      const again = (await probe(path)).header('etag');
      return unless(/^"[^"]*"$/.test(etag) && again === etag, `"${etag}", then "${again}"`);
    },
  },
  {
    ...{ id: 'not-modified', level: 'warning', trips: 'browsers: everything is sent again' },
    asks: 'If-None-Match of the same version is 304, with CORS',
    async run({ probe, path, whole }) {
      const etag = whole.header('etag');
      if (etag === '') return undefined;
      const answer = await probe(path, { 'If-None-Match': etag });
      return unless(
        answer.status === 304 && hasCors(answer),
        `status ${answer.status}${hasCors(answer) ? '' : ' without CORS'}`,
      );
    },
  },
  {
    ...{ id: 'cache-control', level: 'warning', trips: 'browsers guess how long to keep what they have' },
    asks: 'Cache-Control',
    run: async ({ whole }) => unless(whole.header('cache-control') !== '', 'none'),
  },
  {
    ...{ id: 'nosniff', level: 'warning', trips: 'safety: an uploaded page would run on this origin' },
    asks: 'X-Content-Type-Options: nosniff',
    run: async ({ whole }) => unless(whole.header('x-content-type-options') === 'nosniff', 'none'),
  },
];

/** All that is asked of a server, in the order in which it is reported. */
export const CHECKS: readonly Check[] = [...MISSING_CHECKS, ...CORS_CHECKS, ...RANGE_CHECKS, ...CACHE_CHECKS];
