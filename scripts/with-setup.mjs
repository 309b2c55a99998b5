/**
 * Set-up, then a script of this folder on Node 24: `node scripts/with-setup.mjs test --check` runs scripts/test.ts.
 * The path of Node 24 is given in full: a shell remembers where it found `node` before set-up brought the new one.
 * Plain JavaScript on purpose: see setup.mjs.
 */
import './setup.mjs';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPTS = dirname(fileURLToPath(import.meta.url));
const NODE_24 = join(SCRIPTS, '../node_modules/node/bin/node');

const [name, ...args] = process.argv.slice(2);
const child = spawn(NODE_24, [join(SCRIPTS, `${name}.ts`), ...args], { stdio: 'inherit' });
// The terminal sends Ctrl-C to the child as well, which ends by itself and says how; a plain kill is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
