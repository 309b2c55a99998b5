import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createHttpStore,
  createMemoryStore,
  globToRegExp,
  listGlob,
} from '../../../datasets/stores/index.ts';
import { collect } from '../support/blocks.ts';

test('wildcards mean what shells mean by them', () => {
  for (const [glob, yes, no] of [
    ['a/*.png', ['a/1.png', 'a/.png'], ['a/b/1.png', 'a/1xpng', 'b/a/1.png']],
    ['a/**/*.png', ['a/1.png', 'a/b/c/1.png'], ['b/1.png']],
    ['**', ['a', 'a/b'], []],
    ['?.{tif,tiff}', ['1.tif', 'x.tiff'], ['10.tif', '1.ti', '/.tif']],
    ['a,b(1)[2]+$^.\\', ['a,b(1)[2]+$^.\\'], ['a']],
    ['{a,b', ['a', 'b'], ['{a,b']],
  ] as const) {
    for (const key of yes) assert.ok(globToRegExp(glob).test(key), `${glob} takes ${key}`);
    for (const key of no) assert.ok(!globToRegExp(glob).test(key), `${glob} leaves ${key}`);
  }
});

test('keys are listed under the literal beginning only', async () => {
  const none = new Uint8Array(0);
  const store = createMemoryStore(
    'mem',
    ['s/1.png', 's/2.png', 's/2.txt', 't/1.png'].map((key) => [key, none]),
  );
  const prefixes: string[] = [];
  const watched = {
    ...store,
    list(prefix: string) {
      prefixes.push(prefix);
      return store.list(prefix);
    },
  };
  assert.deepEqual((await collect(listGlob(watched, 's/*.png'))).sort(), ['s/1.png', 's/2.png']);
  assert.deepEqual(prefixes, ['s/']);
  assert.deepEqual(await collect(listGlob(store, 't/1.png')), ['t/1.png']);
  await assert.rejects(collect(listGlob(createHttpStore('http://h'), '*')), { tag: 'unsupported' });
});
