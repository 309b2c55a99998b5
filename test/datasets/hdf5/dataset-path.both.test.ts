import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDatasetPath } from '../../../datasets/hdf5/index.ts';

test('file and dataset part at the colon after the ending', () => {
  const cases = {
    'a.h5:raw': ['a.h5', 'raw'],
    'a.h5:/volumes/labels/ids': ['a.h5', '/volumes/labels/ids'],
    'C:\\data\\a.HDF5:raw': ['C:\\data\\a.HDF5', 'raw'],
    'dir.h5s/b.h5.gz:stack': ['dir.h5s/b.h5.gz', 'stack'],
    'a.h5:odd:name': ['a.h5', 'odd:name'],
    'a.h5:inner.h5:x': ['a.h5', 'inner.h5:x'],
    'a.h5': ['a.h5', undefined],
    'a.h5:': ['a.h5', undefined],
  };
  for (const [text, [file, dataset]] of Object.entries(cases)) {
    assert.deepEqual(parseDatasetPath(text), { file, dataset }, text);
  }
  for (const text of ['a.npz:raw', 'a.h5x:raw', 'h5', 'folder/'])
    assert.equal(parseDatasetPath(text), undefined);
});
