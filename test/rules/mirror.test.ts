/** Tests stand where a reader looks for them: test/<path>.test.ts for <path>.ts. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { repoPath } from '../support/paths.ts';
import { filesBelow, LAYERS, readText } from './support/sources.ts';

/** `datasets/npy/npz` of `test/datasets/npy/npz.both.test.ts`. */
const mirrored = (file: string) => file.replace(/^test\//, '').replace(/(\.both|\.browser)?\.test\.ts$/, '');

test('every unit test mirrors a source file or a room', () => {
  const strays = LAYERS.flatMap((layer) =>
    existsSync(repoPath('test', layer)) ? filesBelow(`test/${layer}`, '.test.ts') : [],
  )
    .filter((file) => !file.startsWith('test/shaders/'))
    .filter((file) => {
      const path = mirrored(file);
      return !['.ts', '.node.ts', ''].some((ending) => existsSync(repoPath(path + ending)));
    });
  assert.deepEqual(strays, []);
});

test('every folder of the house says what lives there, what it may import, and what was decided', () => {
  for (const folder of [...LAYERS, 'test', 'scripts']) {
    const lines = readText(`${folder}/README.md`).split('\n');
    assert.ok(lines.length <= 61, `${folder}/README.md: ${lines.length} lines`);
    for (const heading of ['## What lives here', '## What it may import', '## Decisions']) {
      assert.ok(lines.includes(heading), `${folder}/README.md: no heading "${heading}"`);
    }
  }
});
