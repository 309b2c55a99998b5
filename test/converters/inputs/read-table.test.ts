import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLabelTable, tableOf } from '../../../converters/inputs/index.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';

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
