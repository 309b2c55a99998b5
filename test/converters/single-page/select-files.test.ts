import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectFiles } from '../../../converters/single-page/select-files.ts';
import { MissingError, UnsupportedError, UsageError } from '../../../datasets/errors.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const scale = (key: string) => ({ key, size: [1, 1, 1], resolution: [8, 8, 8] });
const INFO = { type: 'segmentation', mine: 'kept', mesh: 'mesh', scales: [scale('8_8_8'), scale('16')] };
const FILES: Record<string, Uint8Array> = {
  'viewer.json': json({}),
  'provenance.json': json({}),
  'cells/info': json(INFO),
  'cells/8_8_8/0-1_0-1_0-1': new Uint8Array(3),
  'cells/16/0-1_0-1_0-1': new Uint8Array(3),
  'cells/160/0-1_0-1_0-1': new Uint8Array(3),
  'cells/mesh/info': json({}),
  'cells/mesh/5': new Uint8Array(2),
  'cells/notes.txt': new Uint8Array(1),
  'marks/info': json({ '@type': 'neuroglancer_annotations_v1' }),
  'marks/spatial0/0_0_0': new Uint8Array(4),
};
const select = (folders: string[], finest = 0, more: Record<string, Uint8Array> = {}) => {
  const all = { ...FILES, ...more };
  const store = createMemoryStore('web', Object.entries(all));
  return selectFiles(store, { names: Object.keys(all), folders, scale: finest });
};

test('what a volume names is taken, and nothing beside it', async () => {
  assert.deepEqual([...(await select(['cells'])).keys()].sort(), [
    'cells/16/0-1_0-1_0-1',
    'cells/8_8_8/0-1_0-1_0-1',
    'cells/info',
    'cells/mesh/5',
    'cells/mesh/info',
  ]);
  assert.deepEqual([...(await select(['marks'])).keys()], ['marks/info', 'marks/spatial0/0_0_0']);
});

test('a coarser finest scale: its files and an info without the finer ones, other keys kept', async () => {
  const files = await select(['cells'], 1);
  assert.deepEqual([...files.keys()].sort(), [
    'cells/16/0-1_0-1_0-1',
    'cells/info',
    'cells/mesh/5',
    'cells/mesh/info',
  ]);
  const info: unknown = JSON.parse(new TextDecoder().decode(files.get('cells/info')));
  assert.deepEqual(info, { ...INFO, scales: [scale('16')] });
});

test('what is not there is refused by name', async () => {
  await assert.rejects(select(['cells'], 2), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /--scale: expected a scale from 0 to 1, which cells has, got 2/);
    return true;
  });
  await assert.rejects(select(['gone']), MissingError);
  const outside = { 'cells/info': json({ ...INFO, mesh: '../mesh' }) };
  await assert.rejects(select(['cells'], 0, outside), UnsupportedError);
});
