/** Node's recursive mkdir never ends below /proc: folders are made by `makeFolder`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText, sourceFiles } from './support/sources.ts';

test('no source makes folders by a recursive mkdir', () => {
  const found = sourceFiles().filter(
    (file) => !/^(test|scripts)\//.test(file) && /\bmkdir(Sync)?\([^;]*recursive: true/.test(readText(file)),
  );
  assert.deepEqual(found, []);
});
