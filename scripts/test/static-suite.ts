import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../lib/paths.ts';
import { type Counts, NO_COUNTS } from './counts.ts';

/** Format and lint by biome, types by tsc: one check each. */
export async function runStaticSuite(): Promise<Counts> {
  const codes = await Promise.all([
    run('node_modules/.bin/biome', ['check', '.']),
    run('node_modules/.bin/tsc', ['--noEmit']),
  ]);
  const failed = codes.filter((code) => code !== 0).length;
  return { ...NO_COUNTS, passed: codes.length - failed, failed };
}

function run(tool: string, args: string[]): Promise<number> {
  const child = spawn(join(ROOT, tool), args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
