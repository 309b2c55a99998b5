import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serveFolder } from '../../../converters/serving/serve-folder.ts';

test('a file, or nothing, is refused before a port is taken', async () => {
  const file = fileURLToPath(import.meta.url);
  await assert.rejects(serveFolder(file), {
    tag: 'usage',
    message: /expected a folder to serve, got a file/,
  });
  await assert.rejects(serveFolder(`${file}-no`), { tag: 'missing', message: /got nothing there/ });
});
