/** `floodlight serve` against nginx, the same files: what a request costs the server's own processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildIfChanged } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/lib/paths.ts';
import { startNginx } from '../support/static-hosts.ts';
import { loadUrls } from './support/http-load.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { cpuSecondsOf } from './support/processes.ts';

export const name = 'edge-serve';

const CHUNK_BYTES = 65_536;
const CHUNKS = 64;
const REQUESTS = 2000;
/** Compilers of JavaScript are done by then. */
const WARM_UP = 15_000;
const MIN_CPU_SECONDS = 0.4;
const PAIRS = 7;

interface Server {
  readonly url: string;
  readonly pid: number;
  close(): Promise<unknown>;
}

/** The built program, as its users start it. */
async function startServe(folder: string): Promise<Server> {
  const args = [join(ROOT, 'dist/program/cli.js'), 'serve', folder, '--port', '0', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  for await (const line of createInterface(child.stdout)) {
    const { url } = JSON.parse(line) as { url: string };
    const close = () => {
      child.kill('SIGINT');
      return ended;
    };
    return { url: url.replace(/\/$/, ''), pid: child.pid!, close };
  }
  throw new Error('serve: expected an address, got its end');
}

const urlsOf = ({ url }: Pick<Server, 'url'>, paths: readonly string[]) =>
  paths.map((path) => `${url}${path}`);

/** Requests per CPU-second of the server, over at least so long: the kernel counts in hundredths. */
async function rateOf({ url, pid }: Server, paths: readonly string[]): Promise<number> {
  const urls = urlsOf({ url }, paths);
  const began = cpuSecondsOf(pid);
  for (let requests = REQUESTS; ; requests += REQUESTS) {
    const bytes = await loadUrls(urls, { requests: REQUESTS });
    assert.equal(bytes, REQUESTS * CHUNK_BYTES);
    const took = cpuSecondsOf(pid) - began;
    if (took >= MIN_CPU_SECONDS) return requests / took;
  }
}

async function writeChunks(root: string): Promise<string[]> {
  await mkdir(join(root, 'data/s'), { recursive: true });
  // A dataset that was written a while ago, not this instant.
  const written = (i: number) => new Date(Date.now() - 3_600_000 + i * 5000);
  const names = Array.from({ length: CHUNKS }, (_, i) => `s/${i * 64}-${i * 64 + 64}_0-64_0-64`);
  for (const [i, each] of names.entries()) {
    await writeFile(join(root, 'data', each), randomBytes(CHUNK_BYTES));
    await utimes(join(root, 'data', each), written(i), written(i));
  }
  return names.map((each) => `/data/${each}`);
}

export async function run(): Promise<BenchRow[]> {
  await buildIfChanged();
  const root = await mkdtemp(join(tmpdir(), 'floodlight-bench-'));
  const paths = await writeChunks(root);
  const [ours, theirs] = await Promise.all([startServe(join(root, 'data')), startNginx(root)]);
  try {
    const pairs: [number, number][] = [];
    await Promise.all([ours, theirs].map((server) => loadUrls(urlsOf(server, paths), { requests: WARM_UP })));
    for (let i = 0; i < PAIRS; i++) pairs.push([await rateOf(ours, paths), await rateOf(theirs, paths)]);
    const row = { name: 'serve, chunks of 64 kB', peer: 'nginx', unit: 'requests/CPU-s of the server' };
    return [summarise(row, pairs)];
  } finally {
    await Promise.all([ours.close(), theirs.close()]);
    await rm(root, { recursive: true });
  }
}
