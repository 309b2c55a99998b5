/**
 * Kills `convert` at random moments with SIGKILL, which no program can catch, and runs the same command again, until it ends
 * by itself; the dataset must then be, byte for byte, that of a run that nobody disturbed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { xyz } from '../../datasets/geometry/index.ts';
import { encodeMrc } from '../../datasets/mrc/index.ts';
import { createRandom, randomSamples } from '../datasets/support/blocks.ts';
import { repoPath } from './paths.ts';

export interface KillSummary {
  readonly form: string;
  readonly kills: number;
  /** Kills that met a program that had begun to write and had not yet ended. */
  readonly killsWhileWriting: number;
  /** Datasets that were completed, after kills or because the run ended before its kill; all equal to the undisturbed one. */
  readonly datasets: number;
  /** Objects that were there after a kill, each compared with its undisturbed bytes. */
  readonly objectsChecked: number;
}

interface Bench {
  readonly root: string;
  readonly args: (output: string) => string[];
  readonly whole: ReadonlyMap<string, Buffer>;
  /** From the first trace of a run to its end, undisturbed. */
  readonly writingMs: number;
}

export const KILL_FORMS: Readonly<Record<string, readonly string[]>> = {
  unsharded: ['--chunk-size', '16,16,16'],
  'one shard': ['--chunk-size', '8,8,8', '--sharded'],
  // 40 x 33 x 18 chunks: by the usual rule four shards, of 32 x 32 x 18 chunks and less.
  'four shards': ['--chunk-size', '4,4,4', '--sharded'],
};

/** @param form of `KILL_FORMS`. @throws Error at the first difference; the folder then stays, and is named. */
export async function killRuns(form: string, kills: number, seed: number): Promise<KillSummary> {
  const root = await mkdtemp(join(tmpdir(), `floodlight-kill-${form.replace(' ', '-')}-`));
  const bench = await prepare(root, KILL_FORMS[form] ?? []);
  const random = createRandom(seed);
  const summary = { form, kills: 0, killsWhileWriting: 0, datasets: 0, objectsChecked: 0 };
  let number = 0;
  while (summary.kills < kills) {
    const output = join(root, `out-${number++}`);
    for (let isComplete = false; !isComplete; ) {
      const isLast = summary.kills >= kills;
      // Most moments are while it writes, some while it starts.
      const delayMs = random(10) === 0 ? undefined : random(Math.ceil(bench.writingMs * 1.05));
      const end = isLast ? await finish(start(bench, output)) : await killOne(bench, output, delayMs, random);
      isComplete = end === 'ended';
      if (isComplete) break;
      summary.kills++;
      if (end === 'killed while writing') summary.killsWhileWriting++;
      summary.objectsChecked += await checkUnfinished(bench, output);
    }
    await checkComplete(bench, output);
    summary.datasets++;
    await rm(output, { recursive: true, force: true });
  }
  await rm(root, { recursive: true, force: true });
  return summary;
}

async function prepare(root: string, flags: readonly string[]): Promise<Bench> {
  const size = xyz(160, 130, 70);
  // Some twenty values: compressible, as images are, and no chunk like another.
  const data = randomSamples('uint16', 160 * 130 * 70, 20) as Uint16Array;
  const block = { dataType: 'uint16', numChannels: 1, size, data } as const;
  const input = join(root, 'a.mrc');
  await writeFile(input, encodeMrc(block, xyz(8, 8, 8)));
  const args = (output: string) => ['convert', input, output, ...flags, '--parallel', '2'];
  const output = join(root, 'whole');
  const bench = { root, args, whole: new Map<string, Buffer>(), writingMs: 0 };
  const run = start(bench, output);
  await untilWriting(run.child, output);
  const began = performance.now();
  await finish(run);
  return { ...bench, whole: await filesOf(output), writingMs: performance.now() - began };
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: string | null; stderr: string }>;
}

function start(bench: Bench, output: string): Run {
  const child = spawn(process.execPath, [repoPath('dist/program/cli.js'), ...bench.args(output)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const ended = new Promise<Awaited<Run['ended']>>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stderr })),
  );
  return { child, ended };
}

async function finish({ ended }: Run): Promise<'ended'> {
  const { code, stderr } = await ended;
  if (code !== 0) throw new Error(`convert: expected exit status 0, got ${code}: ${stderr}`);
  return 'ended';
}

/** Until the run holds its lock: what is there from an earlier one does not count. */
async function untilWriting(child: ChildProcess, output: string): Promise<void> {
  const folder = join(output, '.floodlight-convert');
  while (child.exitCode === null) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!/^lock-\d+$/.test(name)) continue;
      const text = await readFile(join(folder, name), 'utf8').catch(() => '');
      if (text.includes(`"pid":${child.pid},`)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

type End = 'ended' | 'killed while writing' | 'killed before';

/** @param delayMs after the run has begun to write; undefined for a moment before. */
async function killOne(
  bench: Bench,
  output: string,
  ...[delayMs, random]: [delayMs: number | undefined, random: (below: number) => number]
): Promise<End> {
  const run = start(bench, output);
  if (delayMs !== undefined) await untilWriting(run.child, output);
  await new Promise((resolve) => setTimeout(resolve, delayMs ?? random(400)));
  run.child.kill('SIGKILL');
  const { code, signal, stderr } = await run.ended;
  if (signal === 'SIGKILL') return delayMs === undefined ? 'killed before' : 'killed while writing';
  if (code !== 0) throw new Error(`convert: expected exit status 0, got ${code}: ${stderr} (${output})`);
  return 'ended';
}

const TEMPORARY = /\.tmp-[0-9a-f-]{36}$/;

/** Every object that has its name has its bytes, and `info` is there only when all is. */
async function checkUnfinished({ whole }: Bench, output: string): Promise<number> {
  if (!existsSync(output)) return 0;
  const there = await filesOf(output);
  let checked = 0;
  for (const [name, bytes] of there) {
    if (name.startsWith('/.floodlight-convert/') || TEMPORARY.test(name)) continue;
    const wanted = whole.get(name);
    if (!wanted?.equals(bytes)) throw new Error(`${output}${name}: other bytes than undisturbed`);
    checked++;
  }
  const missing = [...whole.keys()].filter((name) => !there.has(name) && name !== '/provenance.json');
  if (there.has('/info') && missing.length > 0) throw new Error(`${output}: info before ${missing[0]}`);
  return checked;
}

async function checkComplete({ whole }: Bench, output: string): Promise<void> {
  const there = await filesOf(output);
  for (const name of new Set([...whole.keys(), ...there.keys()])) {
    const [wanted, got] = [whole.get(name), there.get(name)];
    if (!wanted || !got?.equals(wanted))
      throw new Error(`${output}${name}: ${got && wanted ? 'other bytes' : got ? 'left over' : 'missing'}`);
  }
}

/** Path below the folder -> bytes. Provenance holds the time and the folder: it only has to be there and whole. */
async function filesOf(folder: string): Promise<Map<string, Buffer>> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    const name = path.slice(folder.length);
    if (name === '/provenance.json') {
      const { entries: commands } = JSON.parse(bytes.toString()) as { entries: unknown[] };
      files.set(name, Buffer.from(`${commands.length} entry`));
    } else files.set(name, bytes);
  }
  return files;
}
