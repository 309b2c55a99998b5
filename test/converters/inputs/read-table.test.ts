import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLabelTable, tableOf } from '../../../converters/inputs/index.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { repoPath } from '../../support/paths.ts';

const table = (...rows: bigint[][]) => ({ shape: [rows.length, 2], data: BigInt64Array.from(rows.flat()) });

test('rows become a map, equal rows may repeat', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-table-'));
  try {
    const { shape, data } = table([1n, 10n], [2n, 20n], [1n, 10n]);
    await writeFile(join(folder, 't.npz'), encodeNpz({ rows: { dataType: 'int64', shape, data } }));
    const map = await readLabelTable(join(folder, 't.npz:rows'));
    assert.deepEqual(
      [...map],
      [
        [1n, 10n],
        [2n, 20n],
      ],
    );
    await assert.rejects(readLabelTable(join(folder, 't.npz')), { tag: 'unsupported' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a table that h5py wrote, packed or not', async () => {
  for (const file of ['labels.h5', 'labels.h5.gz']) {
    const map = await readLabelTable(`${repoPath('test/fixtures/hdf5', file)}:transforms`);
    assert.equal(map.size, 251);
    assert.equal(map.get(0n), 0n);
    assert.equal(map.get(250n), BigInt((7 * 250) % 13) + 2n ** 40n);
  }
  const refused = (path: string) => readLabelTable(repoPath('test/fixtures/hdf5', path));
  await assert.rejects(refused('labels.h5:stack'), { tag: 'invalid', message: /rows and columns/ });
  await assert.rejects(refused('labels.h5:none'), { tag: 'missing', message: /stack, transforms/ });
  await assert.rejects(refused('filters.h5:table'), { tag: 'invalid', message: /labels from 0 on, got -20/ });
});

test('rows that disagree, negative labels and other shapes are refused', () => {
  assert.throws(() => tableOf(table([1n, 10n], [1n, 11n]), 't'), {
    message: /one new label for 1, got 10 and 11/,
  });
  assert.throws(() => tableOf(table([-1n, 10n]), 't'), { tag: 'invalid' });
  assert.throws(() => tableOf({ shape: [2, 3], data: new Int32Array(6) }, 't'), {
    message: /shape \(n, 2\)/,
  });
  assert.throws(() => tableOf({ shape: [1, 2], data: Float64Array.of(1.5, 2) }, 't'), { tag: 'invalid' });
});
