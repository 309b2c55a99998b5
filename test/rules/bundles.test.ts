/** What reaches what, as the bundler sees it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { BROWSER_ASSETS } from '../../scripts/lib/assets.ts';
import { repoPath } from '../support/paths.ts';
import { filesBelow, sourceFiles } from './support/sources.ts';

const OPTIONS = {
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  splitting: true,
  outdir: 'unused',
  logLevel: 'silent',
  loader: BROWSER_ASSETS.loader,
  plugins: BROWSER_ASSETS.plugins,
  external: [...BROWSER_ASSETS.external],
} satisfies BuildOptions;

/** Source files that the files of an output reach by static imports, starting at an entry. */
async function firstBundle(entry: string): Promise<string[]> {
  const { metafile } = await build({
    ...OPTIONS,
    absWorkingDir: repoPath(),
    entryPoints: [entry],
    platform: 'browser',
  });
  const reached = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const { path, kind, external } of metafile.inputs[file]?.imports ?? []) {
      if (kind !== 'dynamic-import' && !external) queue.push(path);
    }
  }
  return [...reached];
}

test('the first bundle of the viewer is light: no FFN, protobuf, HDF5, TIFF, Draco or tfjs', async () => {
  const files = await firstBundle('viewer/index.ts');
  assert.ok(files.length > 10);
  const heavy = files.filter((f) =>
    /^(ffn|converters)\/|node_modules\/(protobufjs|h5wasm|@tensorflow|sharp|draco3d)/.test(f),
  );
  assert.deepEqual(heavy, []);
});

/** The budget: everything that is loaded before the first picture, page and worker. */
const MOST_FIRST_BYTES = 100_000;

test('JavaScript before the first picture, packed, is within its budget', async (t) => {
  const entries = ['viewer/site/main.ts', 'viewer/workers/chunk-worker.ts'];
  let total = 0;
  for (const entry of entries) {
    const { metafile, outputFiles } = await build({
      ...OPTIONS,
      absWorkingDir: repoPath(),
      entryPoints: [entry],
      platform: 'browser',
      minify: true,
    });
    const [start] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry) ?? [];
    const reached = new Set<string>();
    const queue = [start as string];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      for (const { path, kind, external } of metafile.outputs[file]?.imports ?? [])
        if (kind !== 'dynamic-import' && !external) queue.push(path);
    }
    const chunks = [...reached].map((file) => outputFiles.find(({ path }) => path.endsWith(file))!);
    const bytes = chunks.reduce((sum, { contents }) => sum + gzipSync(contents).byteLength, 0);
    t.diagnostic(`${entry}: ${bytes} bytes in ${chunks.length} files`);
    assert.ok(bytes > 10_000, 'something was measured');
    total += bytes;
  }
  t.diagnostic(`together: ${total} bytes`);
  assert.ok(total <= MOST_FIRST_BYTES, `${total} bytes`);
});

test('no bundle of the site needs eval or new Function', async () => {
  const { outputFiles } = await build({
    ...OPTIONS,
    absWorkingDir: repoPath(),
    entryPoints: ['viewer/index.ts', 'viewer/workers/chunk-worker.ts', 'viewer/site/main.ts'],
    platform: 'browser',
    minify: true,
  });
  assert.ok(outputFiles.length >= 3);
  const guilty = outputFiles
    .filter(({ text }) => /\bnew Function\(|[^.\w]eval\(/.test(text))
    .map(({ path }) => path);
  assert.deepEqual(guilty, []);
});

test('every source file is reached by some test', async () => {
  const tests = filesBelow('test', '.test.ts');
  const { metafile } = await build({
    ...OPTIONS,
    absWorkingDir: repoPath(),
    entryPoints: tests,
    platform: 'node',
    packages: 'external',
  });
  // A file of types only leaves nothing in a bundle; the entry of the program is run as a process by the e2e suite.
  const reached = new Set(Object.keys(metafile.inputs));
  const { metafile: all } = await build({
    ...OPTIONS,
    absWorkingDir: repoPath(),
    entryPoints: sourceFiles(),
    platform: 'node',
    packages: 'external',
  });
  const withCode = Object.values(all.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  const unreached = withCode.filter((file) => !reached.has(file) && !RUN_AS_PROGRAMS.has(file));
  assert.deepEqual(unreached, []);
});

/** Started as programs of their own, and tested so. */
const RUN_AS_PROGRAMS = new Set([
  'converters/cli.ts',
  'edge/worker.ts',
  'converters/surfaces/worker.ts',
  'converters/pyramid/worker.ts',
  'converters/writing/worker.ts',
  'converters/skeletonizing/worker.ts',
  'converters/partitioning/worker.ts',
  'converters/coordinates/worker.ts',
  'converters/training/worker.ts',
  'viewer/site/main.ts',
  'viewer/site/single-page.ts',
  'viewer/examples/segmenter.ts',
  'viewer/workers/chunk-worker.ts',
  'viewer/workers/segmenter/segmenter-worker.ts',
]);
