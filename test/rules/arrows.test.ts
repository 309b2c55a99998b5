/** Who may import whom. Type imports and lazy imports count too. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles } from './support/sources.ts';
import { importsOf, resolveImport } from './support/syntax.ts';

const ALLOWED: Record<string, readonly string[]> = {
  shaders: [],
  datasets: [],
  ffn: ['datasets', 'shaders'],
  edge: ['datasets'],
  converters: ['datasets', 'ffn', 'edge'],
  viewer: ['datasets', 'shaders'],
};

/** What a worker of the viewer may load lazily, beyond the viewer's own arrows. */
const LAZY_IN_VIEWER_WORKERS = ['ffn/', 'converters/meshing/'];

/** `datasets/npy` of `datasets/npy/npz.ts`; a file at a layer's top is a room of its own. */
const roomOf = (file: string) => file.split('/').slice(0, 2).join('/');
const layerOf = (file: string) => file.split('/')[0] as string;
const BARREL = /\/index(\.node|\.browser)?\.ts$/;

/** Problems that an import gives, as `file:line: why`. Exported shape is kept small: the tests below plant faults. */
function problemsOf(file: string, specifier: string, lazy: boolean): string[] {
  const target = resolveImport(file, specifier);
  if (target === undefined || roomOf(target) === roomOf(file)) return [];
  const from = layerOf(file);
  const to = layerOf(target);
  const problems: string[] = [];
  const lazyInWorker =
    lazy &&
    file.startsWith('viewer/workers/') &&
    LAZY_IN_VIEWER_WORKERS.some((prefix) => target.startsWith(prefix));
  if (from !== to && !ALLOWED[from]?.includes(to) && !lazyInWorker)
    problems.push(`${from} may not import ${to}`);
  const insideARoom = target.split('/').length > 2 && to !== 'shaders';
  if (insideARoom && !BARREL.test(target))
    problems.push(`imports past the barrel of ${roomOf(target)}: ${target}`);
  return problems;
}

test('a planted import against the arrows or past a barrel is found', () => {
  assert.deepEqual(problemsOf('ffn/model/x.ts', '../../viewer/state/index.ts', false), [
    'ffn may not import viewer',
  ]);
  assert.equal(problemsOf('ffn/model/x.ts', '../../datasets/npy/npz.ts', false).length, 1);
  assert.deepEqual(problemsOf('viewer/workers/x.ts', '../../ffn/inference/index.ts', true), []);
  assert.equal(problemsOf('viewer/workers/x.ts', '../../ffn/inference/index.ts', false).length, 1);
  assert.deepEqual(problemsOf('ffn/model/x.ts', '../../datasets/errors.ts', false), []);
});

test('imports follow the arrows of the house and stop at barrels', () => {
  const files = sourceFiles();
  assert.ok(files.length > 50, `expected the whole tree, got ${files.length} files`);
  const problems = files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, lazy, line }) =>
      problemsOf(file, specifier, lazy).map((problem) => `${file}:${line}: ${problem}`),
    ),
  );
  assert.deepEqual(problems, []);
});
