/** Tests stand where a reader looks for them: test/<path>.test.ts for <path>.ts. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { repoPath } from '../support/paths.ts';
import { filesBelow, LAYERS } from './support/sources.ts';

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
