import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTable } from '../../../datasets/hdf5/index.node.ts';
import { at } from './fixtures.ts';

test('a table of int64 is bigint, row by row', async () => {
  for (const file of ['filters.h5', 'filters.h5.gz']) {
    const { shape, data } = await readTable(at(file), 'table');
    assert.deepEqual(shape, [3, 2]);
    assert.deepEqual(data, new BigInt64Array([1n, 10n, 2n, -20n, 3n, 2n ** 40n]));
  }
});

test('float64 is fine in a table', async () => {
  const { data } = await readTable(at('filters.h5'), '/halves');
  assert.deepEqual(data, new Float64Array([0.5, 1.5]));
});

test('other than rows and columns of numbers is refused', async () => {
  await assert.rejects(readTable(at('filters.h5'), 'line'), {
    tag: 'invalid',
    message: /h5:line: .*shape \(4\)/,
  });
  await assert.rejects(readTable(at('types.h5'), 'text'), { tag: 'unsupported' });
  await assert.rejects(readTable(at('filters.h5'), undefined), { tag: 'usage', message: /halves/ });
  await assert.rejects(readTable(at('filters.h5'), 'nope'), { tag: 'missing', message: /h5:nope: .*table/ });
});
