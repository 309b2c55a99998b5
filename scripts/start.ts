/**
 * `npm start`: the main job. On the real data where they are at hand, else on a synthetic volume.
 * Everything after `--` goes to `floodlight demo`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, SHARED_DIR } from './lib/paths.ts';

const given = process.argv.slice(2);
const realData = join(SHARED_DIR, 'data/fib25');
const useReal = existsSync(realData) && !given.some((arg) => arg === '--data' || arg.startsWith('--data='));
const program = join(ROOT, 'scripts/floodlight.mjs');
process.argv = [process.execPath, program, 'demo', ...(useReal ? ['--data', realData] : []), ...given];
await import(program);
