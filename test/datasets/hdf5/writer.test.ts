import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { createHdf5Writer, openHdf5Volume, readNumberAttributes } from '../../../datasets/hdf5/index.node.ts';

let folder = '';
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-hdf5-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const SIZE = xyz(5, 4, 3);

test('boxes and attributes come back, what was not written is 0, and the file is there at the end only', async () => {
  const path = at('a.h5');
  const writer = await createHdf5Writer(path, {
    dataset: 'group/classes',
    size: SIZE,
    chunkSize: xyz(2, 2, 8),
  });
  writer.write(boxOf(xyz(1, 2, 0), xyz(3, 1, 2)), Uint8Array.of(1, 2, 3, 4, 5, 6));
  assert.equal(existsSync(path), false);
  await writer.finish({ bounding_boxes: { shape: [1, 2, 3], values: [0, 1, 2, 3, 4, 5] } });
  const volume = await openHdf5Volume(`${path}:group/classes`);
  assert.deepEqual([volume.dataType, ...volume.bounds.end], ['uint8', 5, 4, 3]);
  const { data } = await volume.read(volume.bounds);
  const expected = new Uint8Array(60);
  expected.set([1, 2, 3], 2 * 5 + 1);
  expected.set([4, 5, 6], 20 + 2 * 5 + 1);
  assert.deepEqual(data, expected);
  volume.close();
  const attributes = await readNumberAttributes(`${path}:group/classes`);
  assert.deepEqual(attributes.get('bounding_boxes'), { shape: [1, 2, 3], values: [0, 1, 2, 3, 4, 5] });
});

test('a file that is given up leaves nothing', async () => {
  const path = at('b.h5');
  const writer = await createHdf5Writer(path, { dataset: 'a', size: SIZE, chunkSize: SIZE });
  writer.discard();
  assert.deepEqual([existsSync(path), existsSync(`${path}.partial`)], [false, false]);
});
