/** `convert` of an EM-like volume to gzipped shards against gzip alone, on the same chunks at the same level. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { boxOf, boxSize, xyz } from '../../datasets/geometry/index.ts';
import { openNpy } from '../../datasets/npy/index.ts';
import { chunkBox, chunksIn, createChunkGrid } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { bytesOf } from '../../datasets/volume.ts';
import { buildIfChanged } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/lib/paths.ts';
import { writeEmLikeNpy } from './support/em-noise.ts';
import { type BenchRow, summarise } from './support/pairs.ts';

export const name = 'convert';

const SIZE = xyz(1024, 1024, 256);
const MEGABYTES = (1024 * 1024 * 256) / 1e6;
const LEVEL = 6;
const PAIRS = 3;

interface Measured {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
}

/** Runs a module in a process of its own and asks the system what that took, threads included. */
async function measure(args: readonly string[]): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-measure-'));
  const report = join(folder, 'usage.json');
  const preload = join(ROOT, 'test/bench/support/report-usage.mjs');
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, FLOODLIGHT_USAGE: report },
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const wallSeconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`${args.join(' ')}: expected exit status 0, got ${code}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(await readFile(report, 'utf8')) as Record<
    string,
    number
  >;
  await rm(folder, { recursive: true, force: true });
  return {
    cpuSeconds: ((userCPUTime ?? 0) + (systemCPUTime ?? 0)) / 1e6,
    wallSeconds,
    peakMegabytes: ((maxRSS ?? 0) * 1024) / 1e6,
  };
}

/** CPU seconds of zlib alone: reading and cutting are not counted. */
async function gzipAlone(input: string): Promise<number> {
  const volume = await openNpy(createFileStore(join(input, '..')), 'em.npy');
  const grid = createChunkGrid(boxOf(xyz(0, 0, 0), SIZE), xyz(64, 64, 64));
  let microseconds = 0;
  for (const position of chunksIn(grid)) {
    const box = chunkBox(grid, position);
    const bytes = bytesOf((await volume.read(boxOf(box.begin, boxSize(box)))).data);
    const before = process.cpuUsage();
    gzipSync(bytes, { level: LEVEL });
    const { user, system } = process.cpuUsage(before);
    microseconds += user + system;
  }
  return microseconds / 1e6;
}

export async function run(): Promise<BenchRow[]> {
  await buildIfChanged();
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-bench-'));
  try {
    const input = join(folder, 'em.npy');
    await writeEmLikeNpy(input, SIZE);
    const output = join(folder, 'out');
    const program = join(ROOT, 'dist/program/cli.js');
    const flags = ['--resolution', '8,8,8', '--sharded', '--gzip-level', `${LEVEL}`];
    const runs: Measured[] = [];
    const alone: number[] = [];
    for (let i = 0; i < PAIRS; i++) {
      // Warm files and a warm machine for both: the input was just written, and the order alternates.
      if (i % 2 === 0) alone.push(await gzipAlone(input));
      await rm(output, { recursive: true, force: true });
      runs.push(await measure([program, 'convert', input, output, ...flags]));
      if (i % 2 === 1) alone.push(await gzipAlone(input));
    }
    const cores = availableParallelism();
    const row = (what: string, unit: string, peer: string, pairs: (readonly [number, number])[]) =>
      summarise({ name: `convert 1024x1024x256 uint8 to gzipped shards: ${what}`, unit, peer }, pairs);
    return [
      row(
        `CPU time`,
        'MB/CPU-s',
        'gzip alone',
        runs.map((r, i) => [MEGABYTES / r.cpuSeconds, MEGABYTES / (alone[i] ?? 1)]),
      ),
      row(
        `cores busy`,
        'CPU-s/s',
        'cores',
        runs.map((r) => [r.cpuSeconds / r.wallSeconds, cores]),
      ),
      row(
        'peak memory',
        'MB',
        'the limit',
        runs.map((r) => [r.peakMegabytes, 400]),
      ),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
