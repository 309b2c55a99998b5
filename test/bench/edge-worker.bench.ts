/** The worker against a worker of ten lines that streams the same object; and the worker over 100,000 requests. */
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { repoPath } from '../support/paths.ts';
import { loadUrls } from './support/http-load.ts';
import { heapBytesOf } from './support/isolate-heap.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { childrenOf, type ProcessStat, statOf } from './support/processes.ts';
import { CHUNKS, shardedScale, wholeChunk } from './support/sharded-scale.ts';

export const name = 'edge-worker';

const CHUNK_BYTES = 65_536;
const REQUESTS = 400;
/** 100,000 requests in parts. */
const PARTS = 100;
const PART = 1000;
const TENTH = PARTS / 10;
const MAX_CPU_MS = 5;

const TEN_LINES = `export default {
  async fetch(request, { DATA }) {
    const object = await DATA.get(decodeURIComponent(new URL(request.url).pathname.slice('/data/'.length)));
    if (object === null) return new Response(null, { status: 404 });
    const headers = new Headers({ ETag: object.httpEtag, 'Access-Control-Allow-Origin': '*' });
    object.writeHttpMetadata(headers);
    return new Response(object.body, { headers });
  },
};`;

/** A worker in a workerd of its own, over a local bucket with these objects. */
async function startWorker(script: string, objects: Readonly<Record<string, Uint8Array>>) {
  const before = new Set(childrenOf());
  const miniflare = new Miniflare({
    modules: true,
    script,
    compatibilityDate: '2026-04-01',
    r2Buckets: ['DATA'],
    inspectorPort: 0,
  });
  const { origin } = await miniflare.ready;
  const bucket = await miniflare.getR2Bucket('DATA');
  for (const [key, bytes] of Object.entries(objects)) await bucket.put(key, bytes);
  const pids = childrenOf().filter((pid) => !before.has(pid) && statOf(pid)?.name === 'workerd');
  const sum = (of: (stat: ProcessStat) => number) => pids.reduce((total, pid) => total + of(statOf(pid)!), 0);
  return {
    origin: origin.replace('localhost', '127.0.0.1'),
    cpuSeconds: () => sum((stat) => stat.cpuSeconds),
    heapBytes: async () => heapBytesOf(await miniflare.getInspectorURL()),
    close: () => miniflare.dispose(),
  };
}

async function bundledWorker(): Promise<string> {
  const entryPoints = [repoPath('edge/worker.ts')];
  const bundled = await build({ entryPoints, bundle: true, write: false, format: 'esm', target: 'es2022' });
  return bundled.outputFiles[0]!.text;
}

type Worker = Awaited<ReturnType<typeof startWorker>>;

const leastOf = (values: readonly number[]) => Math.min(...values);

/** CPU-seconds of workerd, the simulated bucket included, for so many requests. */
async function cpuFor(worker: Worker, paths: readonly string[], requests: number): Promise<number> {
  const began = worker.cpuSeconds();
  const urls = paths.map((path) => worker.origin + path);
  await loadUrls(urls, { requests });
  return worker.cpuSeconds() - began;
}

async function compareWorkers(): Promise<BenchRow> {
  const keys = Array.from({ length: 16 }, (_, i) => `bench/${i}`);
  const objects = Object.fromEntries(keys.map((key, i) => [key, new Uint8Array(CHUNK_BYTES).fill(i)]));
  const paths = keys.map((key) => `/data/${key}`);
  const ours = await startWorker(await bundledWorker(), objects);
  const theirs = await startWorker(TEN_LINES, objects);
  const rateOf = async (worker: Worker) => REQUESTS / (await cpuFor(worker, paths, REQUESTS));
  const pairs: [number, number][] = [];
  await Promise.all([rateOf(ours), rateOf(theirs)]);
  for (let i = 0; i < 7; i++) pairs.push([await rateOf(ours), await rateOf(theirs)]);
  await Promise.all([ours.close(), theirs.close()]);
  const row = {
    name: 'worker, objects of 64 kB',
    peer: 'a worker of ten lines',
    unit: 'requests/CPU s of workerd',
  };
  return summarise(row, pairs);
}

/**
 * One worker for 100,000 requests of whole chunks out of a shard: what each takes of the CPU, and what the worker's isolate
 * holds in the last tenth, against the second: the least of the looks at it, since garbage comes and goes.
 */
async function watchWorker(): Promise<BenchRow[]> {
  const worker = await startWorker(await bundledWorker(), await shardedScale());
  const paths = Array.from({ length: CHUNKS }, (_, x) => wholeChunk(x));
  const milliseconds: number[] = [];
  const megabytes: number[] = [];
  for (let i = 0; i < PARTS; i++) {
    milliseconds.push(((await cpuFor(worker, paths, PART)) / PART) * 1000);
    megabytes.push((await worker.heapBytes()) / 1e6);
  }
  await worker.close();
  const cpu = { name: 'CPU for a whole chunk, of parts of 1,000 requests', peer: 'the limit', unit: 'ms' };
  const memory = {
    name: 'heap of the worker, 90,000 to 100,000 requests',
    peer: '10,000 to 20,000',
    unit: 'MB',
  };
  return [
    summarise(
      cpu,
      milliseconds.map((ms) => [ms, MAX_CPU_MS] as const),
    ),
    summarise(memory, [[leastOf(megabytes.slice(-TENTH)), leastOf(megabytes.slice(TENTH, 2 * TENTH))]]),
  ];
}

export async function run(): Promise<BenchRow[]> {
  return [await compareWorkers(), ...(await watchWorker())];
}
