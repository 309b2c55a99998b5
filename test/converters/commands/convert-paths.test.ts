import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { assertOutputFolder } from '../../../converters/commands/convert-paths.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-paths-'));
  await mkdir(join(folder, 'ds'));
  await symlink('ds', join(folder, 'link'));
  await writeFile(join(folder, 'file'), 'x');
});
after(() => rm(folder, { recursive: true, force: true }));

test('the input is no output, however it is spelled: --force would remove it before it is read', async () => {
  const dataset = join(folder, 'ds');
  for (const input of [
    dataset,
    `${dataset}/`,
    join(folder, 'link'),
    `precomputed://${dataset}`,
    `precomputed://${pathToFileURL(dataset).href}`,
  ]) {
    const expected = { tag: 'usage', message: /another folder than the input/ };
    await assert.rejects(assertOutputFolder(input, dataset), expected, input);
  }
  await assert.rejects(assertOutputFolder(dataset, join(folder, 'link')), { tag: 'usage' });
});

test('an output without a name is not the folder one happens to be in, and a file is no folder', async () => {
  await assert.rejects(assertOutputFolder('a.npy', ''), { tag: 'usage', message: /^OUT: .*got no text/ });
  await assert.rejects(assertOutputFolder('a.npy', join(folder, 'file')), {
    tag: 'usage',
    message: /file: expected a new folder.*got a file\. Choose another output/,
  });
  await assertOutputFolder(join(folder, 'ds'), join(folder, 'new'));
  await assertOutputFolder(join(folder, 'ds'), folder);
  await assertOutputFolder('precomputed://https://x.test/ds', join(folder, 'ds'));
});
