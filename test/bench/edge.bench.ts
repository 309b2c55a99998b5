/** The worker against a worker of ten lines that streams the same object, in the same workerd; and whole chunks against shards. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { serveHttp } from '../../converters/node/index.ts';
import {
  chooseSharding,
  createShardedReader,
  encodeShard,
  shardingJson,
} from '../../datasets/precomputed/sharding/index.ts';
import { createHttpStore } from '../../datasets/stores/index.ts';
import { answerRequest, type ObjectStore } from '../../edge/index.ts';
import { memoryObjects } from '../edge/memory-objects.ts';
import { repoPath } from '../support/paths.ts';
import { type BenchRow, summarise } from './support/pairs.ts';

export const name = 'edge';

const CHUNK_BYTES = 65_536;
const REQUESTS = 400;
const AT_ONCE = 6;

const TEN_LINES = `export default {
  async fetch(request, { DATA }) {
    const object = await DATA.get(decodeURIComponent(new URL(request.url).pathname.slice('/data/'.length)));
    if (object === null) return new Response(null, { status: 404 });
    const headers = new Headers({ ETag: object.httpEtag, 'Access-Control-Allow-Origin': '*' });
    object.writeHttpMetadata(headers);
    return new Response(object.body, { headers });
  },
};`;

async function fetchAll(urls: readonly string[]): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < urls.length) await (await fetch(urls[next++]!)).arrayBuffer();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** A worker in a workerd of its own, with 16 objects of 64 kB. */
async function startWorker(script: string) {
  const before = new Set(workerds());
  const miniflare = new Miniflare({
    modules: true,
    script,
    compatibilityDate: '2026-04-01',
    r2Buckets: ['DATA'],
  });
  const { origin } = await miniflare.ready;
  const bucket = await miniflare.getR2Bucket('DATA');
  for (let i = 0; i < 16; i++) await bucket.put(`bench/${i}`, new Uint8Array(CHUNK_BYTES).fill(i));
  const pids = workerds().filter((pid) => !before.has(pid));
  const urls = Array.from({ length: REQUESTS }, (_, i) => `${origin}/data/bench/${i % 16}`);
  const cpuOf = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  return {
    /** Requests per CPU-second of workerd. */
    async rate() {
      const began = cpuOf();
      await fetchAll(urls);
      return REQUESTS / (cpuOf() - began);
    },
    close: () => miniflare.dispose(),
  };
}

/** Processes below this one whose name is workerd. */
function workerds(): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return stat.includes('(workerd)') && Number(ppid) === process.pid ? [Number(pid)] : [];
    } catch {
      return []; // A process that has ended meanwhile.
    }
  });
}

/** User and system; the kernel counts in hundredths. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function compareWorkers(): Promise<BenchRow> {
  const entryPoints = [repoPath('edge/worker.ts')];
  const bundled = await build({ entryPoints, bundle: true, write: false, format: 'esm', target: 'es2022' });
  const ours = await startWorker(bundled.outputFiles[0]!.text);
  const theirs = await startWorker(TEN_LINES);
  const pairs: [number, number][] = [];
  await Promise.all([ours.rate(), theirs.rate()]);
  for (let i = 0; i < 7; i++) pairs.push([await ours.rate(), await theirs.rate()]);
  await Promise.all([ours.close(), theirs.close()]);
  const row = {
    name: 'worker, objects of 64 kB',
    peer: 'a worker of ten lines',
    unit: 'requests/CPU s of workerd',
  };
  return summarise(row, pairs);
}

const DELAY_MS = 50;
const CHUNKS = 128;
/** As `convert --sharded` writes it. */
const SPEC = chooseSharding([CHUNKS, 1, 1]);

/** A scale of 128 chunks of 32 kB in one minishard, behind a store that answers after 50 ms. */
async function serveDelayed() {
  // Of the size of compressed labels, and as compressible as those are.
  const entries = Array.from({ length: CHUNKS }, (_, i) => ({
    key: BigInt(i),
    bytes: new Uint8Array(randomBytes(32_768)),
  }));
  const scale = {
    ...{
      key: 's',
      size: [CHUNKS, 1, 1],
      resolution: [1, 1, 1],
      voxel_offset: [0, 0, 0],
      chunk_sizes: [[1, 1, 1]],
    },
    ...{ encoding: 'raw', sharding: shardingJson(SPEC) },
  };
  const info = { type: 'image', data_type: 'uint8', num_channels: 1, scales: [scale] };
  const shard = new Uint8Array(await encodeShard(SPEC, entries));
  const store = memoryObjects({
    'v@1/info': new TextEncoder().encode(JSON.stringify(info)),
    'v@1/s/0.shard': shard,
  });
  const wait = () => new Promise((resolve) => setTimeout(resolve, DELAY_MS));
  const open: ObjectStore['open'] = async (key, options) => {
    await wait();
    return store.open(key, options);
  };
  const data: ObjectStore = { head: store.head, open };
  return serveHttp({ handler: (request) => answerRequest(request, { data }) });
}

async function compareReads(): Promise<BenchRow> {
  const pairs: [number, number][] = [];
  for (let i = 0; i < 7; i++) {
    const server = await serveDelayed();
    await (await fetch(`${server.url}/u/v@1/info`)).arrayBuffer();
    const whole = await seconds(() =>
      fetchAll(Array.from({ length: 100 }, (_, x) => `${server.url}/u/v@1/s/${x}-${x + 1}_0-1_0-1`)),
    );
    const reader = createShardedReader(createHttpStore(`${server.url}/d/v@1`), 's', SPEC);
    let next = 0;
    const one = async () => {
      while (next < 100) await reader.get(BigInt(next++), { maxBytes: 2 ** 20 });
    };
    const sharded = await seconds(() => Promise.all(Array.from({ length: AT_ONCE }, one)));
    pairs.push([100 / whole, 100 / sharded]);
    await server.close(0);
  }
  return summarise(
    { name: 'first 100 chunks, store 50 ms away', peer: 'shards read by the client', unit: 'chunks/s' },
    pairs,
  );
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

export async function run(): Promise<BenchRow[]> {
  return [await compareWorkers(), await compareReads()];
}
