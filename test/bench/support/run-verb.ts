import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.ts';

/** What a run of the program took: its whole process, from start to end. */
export interface VerbUsage {
  /** By the clock. */
  readonly seconds: number;
  /** Largest resident set. */
  readonly megabytes: number;
}

/** Runs the built program once, quietly. @throws Error where it does not end with 0. */
export async function runVerb(...args: readonly string[]): Promise<VerbUsage> {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-bench-'));
  try {
    const report = join(folder, 'usage.json');
    const preload = join(ROOT, 'test/bench/support/report-usage.mjs');
    const program = join(ROOT, 'dist/program/cli.js');
    const began = performance.now();
    const child = spawn(process.execPath, ['--import', preload, program, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, FLOODLIGHT_USAGE: report },
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`${args[0]}: expected exit status 0, got ${code}`);
    const seconds = (performance.now() - began) / 1000;
    const { maxRSS } = JSON.parse(await readFile(report, 'utf8')) as { maxRSS: number };
    return { seconds, megabytes: (maxRSS * 1024) / 1e6 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
