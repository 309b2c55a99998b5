import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { openPrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';

let folder = '';
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-recipe-'));
  const data = Uint8Array.of(10, 20, 30, 40);
  await writeFile(at('row.npz'), encodeNpz({ row: { dataType: 'uint8', shape: [1, 1, 4], data } }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function cook(recipe: unknown, ...flags: string[]) {
  await writeFile(at('recipe.json'), typeof recipe === 'string' ? recipe : JSON.stringify(recipe));
  let stderr = '';
  const code = await runProgram(['convert', at('recipe.json'), ...flags], {
    stdout: { write: () => true },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stderr };
}

test('a recipe is the command line in a file; flags beside it count more', async () => {
  const recipe = {
    input: at('row.npz:row'),
    output: at('out'),
    resolution: [8, 4, 4],
    'chunk-size': '2,2,2',
    offset: [-3, 0, 0],
    invert: false,
    parallel: 1,
  };
  const { code, stderr } = await cook(recipe, '--box=-2,0,0,2,1,1');
  assert.equal(code, 0, stderr);
  const volume = (await openPrecomputed(createFileStore(at('out')))).volume(0);
  assert.deepEqual(volume.bounds.begin, [-2, 0, 0]);
  assert.deepEqual(volume.voxelSizeNm, [8, 4, 4]);
  const { data } = await volume.read(volume.bounds);
  assert.deepEqual([...(data as Uint8Array)], [20, 30]);
  assert.equal((await cook({ ...recipe, output: at('dry') }, '--dry-run')).code, 0);
  assert.equal(existsSync(at('dry')), false);
});

test('what is no recipe, no flag or no value is named', async () => {
  const good = { input: at('row.npz:row'), output: at('none'), resolution: [8, 8, 8] };
  const cases: [unknown, number, RegExp][] = [
    ['{', 3, /recipe\.json: expected an object of the command's own names.*no JSON/],
    [[1], 3, /recipe\.json: expected an object/],
    [{ ...good, output: 3 }, 3, /"output": expected the text of a path, got 3/],
    [{ ...good, resolution: { x: 8 } }, 3, /"resolution": expected text, a number/],
    [{ ...good, colour: 'red' }, 2, /unknown option '--colour=red'/],
  ];
  for (const [recipe, code, message] of cases) {
    const done = await cook(recipe);
    assert.equal(done.code, code, done.stderr);
    assert.match(done.stderr, message);
  }
  assert.equal(existsSync(at('none')), false);
});
