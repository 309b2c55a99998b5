/**
 * Bundles test files into plain modules. File names say where a test runs:
 * `x.test.ts` in Node, `x.browser.test.ts` in Chromium, `x.both.test.ts` in both.
 */
import { rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { BROWSER_ASSETS, SHADER_LOADERS } from '../lib/assets.ts';
import { listFiles } from '../lib/files.ts';
import { CACHE_DIR, ROOT } from '../lib/paths.ts';

export type TestTarget = 'node' | 'browser';

/** Suites with set-up of their own; everything else under test/ is a unit test. */
const SPECIAL_FOLDERS = ['rules', 'program', 'slice', 'compare', 'firefox', 'fib25', 'fib25-long', 'bench'];

/** Test files of a suite: a folder of `SPECIAL_FOLDERS`, or 'unit' for all others. */
export async function findTests(suite: string, target: TestTarget, pattern = ''): Promise<string[]> {
  const files = (await listFiles(join(ROOT, 'test'))).filter((f) => f.endsWith('.test.ts'));
  return files.filter((file) => {
    const folder = file.slice(ROOT.length + 1).split(sep)[1] ?? '';
    const inSuite = suite === 'unit' ? !SPECIAL_FOLDERS.includes(folder) : folder === suite;
    return inSuite && runsOn(file, target) && pattern.split(',').some((part) => file.includes(part));
  });
}

function runsOn(file: string, target: TestTarget): boolean {
  if (file.endsWith('.both.test.ts')) return true;
  return file.endsWith('.browser.test.ts') === (target === 'browser');
}

/** @returns paths of the bundled files, in the order of `files`. */
export async function bundleTests(files: string[], target: TestTarget): Promise<string[]> {
  // A folder for each run: two runs at once do not take each other's files.
  const outdir = join(CACHE_DIR, 'tests', `${target}-${process.pid}`);
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  await build({
    entryPoints: files,
    outbase: join(ROOT, 'test'),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    sourcemap: 'inline',
    loader: SHADER_LOADERS,
    logLevel: 'error',
    ...(target === 'node' ? nodeOptions : browserOptions),
  });
  return files.map((file) => join(outdir, file.slice(join(ROOT, 'test').length + 1)).replace(/\.ts$/, '.js'));
}

const nodeOptions: BuildOptions = { platform: 'node', target: 'node24', packages: 'external' };

/** In a browser `node:test` is mocha and `node:assert/strict` is chai, so that one file can run in both. */
const browserOptions: BuildOptions = {
  platform: 'browser',
  target: 'es2023',
  loader: BROWSER_ASSETS.loader,
  external: [...BROWSER_ASSETS.external],
  alias: {
    'node:test': join(ROOT, 'test/support/browser/node-test.ts'),
    'node:assert/strict': join(ROOT, 'test/support/browser/node-assert.ts'),
  },
};
