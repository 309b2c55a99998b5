/**
 * `npm start`: the main job, on the synthetic volume where nothing else is said.
 * Everything after `--` goes to `floodlight demo`.
 */
import { join } from 'node:path';
import { ROOT } from './lib/paths.ts';

const program = join(ROOT, 'scripts/floodlight.mjs');
process.argv = [process.execPath, program, 'demo', ...process.argv.slice(2)];
await import(program);
