/** Whole chunks of `/u/` against shards that the client reads, where each read of the store takes a while; and how many reads it takes. */
import assert from 'node:assert/strict';
import { serveHttp } from '../../converters/node/index.ts';
import { createShardedReader } from '../../datasets/precomputed/sharding/index.ts';
import { createHttpStore } from '../../datasets/stores/index.ts';
import { answerCached, answerRequest, handle, type ObjectStore } from '../../edge/index.ts';
import { memoryObjects } from '../edge/memory-objects.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { SPEC, shardedScale, wholeChunk } from './support/sharded-scale.ts';

export const name = 'edge-reads';

const DELAY_MS = 50;
const FIRST = 100;
const AT_ONCE = 6;

async function serveDelayed() {
  const store = memoryObjects(await shardedScale());
  const open: ObjectStore['open'] = async (key, options) => {
    await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
    return store.open(key, options);
  };
  const data: ObjectStore = { head: store.head, open };
  return serveHttp({ handler: (request) => answerRequest(request, { data }) });
}

/** Seconds until the first chunks are there, six at a time. */
async function secondsOf(read: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const one = async () => {
    while (next < FIRST) await read(next++);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return (performance.now() - began) / 1000;
}

async function compareReads(): Promise<BenchRow> {
  const pairs: [number, number][] = [];
  for (let i = 0; i < 7; i++) {
    const server = await serveDelayed();
    await (await fetch(`${server.url}/u/v@1/info`)).arrayBuffer();
    const whole = await secondsOf(async (x) => (await fetch(server.url + wholeChunk(x))).arrayBuffer());
    const reader = createShardedReader(createHttpStore(`${server.url}/d/v@1`), 's', SPEC);
    const sharded = await secondsOf((x) => reader.get(BigInt(x), { maxBytes: 2 ** 20 }));
    pairs.push([FIRST / whole, FIRST / sharded]);
    await server.close(0);
  }
  return summarise(
    { name: 'first 100 chunks, store 50 ms away', peer: 'shards read by the client', unit: 'chunks/s' },
    pairs,
  );
}

/** Reads of the store for one chunk: where nothing is known, where its index is, and where the chunk is in the cache. */
async function countReads(): Promise<BenchRow[]> {
  const data = memoryObjects(await shardedScale());
  const kept = new Map<string, Response>();
  const cache = {
    match: async (url: string) => kept.get(url)?.clone(),
    put: async (url: string, response: Response) => void kept.set(url, response),
  };
  const readsOf = async (path: string) => {
    const work: Promise<unknown>[] = [];
    data.reads.length = 0;
    const options = { cache, waitUntil: (promise: Promise<unknown>) => void work.push(promise) };
    const request = new Request(`http://edge.test${path}`);
    const response = await answerCached(request, (asked) => handle(asked, { data }), options);
    assert.equal(response.status, 200);
    await response.arrayBuffer();
    await Promise.all(work);
    return data.reads.length;
  };
  await readsOf('/u/v@1/info');
  const wanted: readonly (readonly [string, string, number])[] = [
    ['the first of its minishard', wholeChunk(0), 3],
    ['its index is known', wholeChunk(100), 1],
    ['in the cache', wholeChunk(0), 0],
  ];
  const rows: BenchRow[] = [];
  for (const [what, path, limit] of wanted) {
    const row = { name: `reads of the store for a whole chunk: ${what}`, peer: 'the limit', unit: 'reads' };
    // None of none is as it should be.
    const ours = await readsOf(path);
    const ratio = limit === 0 ? (ours === 0 ? 1 : Number.POSITIVE_INFINITY) : ours / limit;
    rows.push({ ...row, ours, theirs: limit, ratio: { median: ratio, min: ratio, max: ratio }, pairs: 1 });
  }
  return rows;
}

export async function run(): Promise<BenchRow[]> {
  return [await compareReads(), ...(await countReads())];
}
