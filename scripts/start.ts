/**
 * `npm start`: the main job. On the real data where it is at hand, else on a synthetic volume.
 * Everything after `--` goes to `floodlight demo`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, SHARED_DIR } from './lib/paths.ts';

const given = process.argv.slice(2);
const realData = join(SHARED_DIR, 'data/fib25');
const useReal = existsSync(realData) && !given.some((arg) => arg === '--data' || arg.startsWith('--data='));
const args = ['demo', ...(useReal ? ['--data', realData] : []), ...given];
const child = spawn(process.execPath, [join(ROOT, 'scripts/floodlight.mjs'), ...args], { stdio: 'inherit' });

// The terminal sends Ctrl-C to the child as well, which ends by itself and says how; a plain kill is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
