/** FlyEM's ground truth, which h5py wrote years ago: supervoxels, and the table that maps them to bodies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz } from '../../datasets/geometry/index.ts';
import { openHdf5Volume, readTable } from '../../datasets/hdf5/index.node.ts';
import { fib25Path } from '../support/paths.ts';

const FILE = fib25Path('groundtruth.h5.gz');

test('stack and transforms of the ground truth: 250^3 supervoxels, 526 bodies', async () => {
  const stack = await openHdf5Volume(`${FILE}:stack`);
  assert.equal(stack.dataType, 'int32');
  assert.deepEqual(stack.bounds, boxOf(xyz(0, 0, 0), xyz(250, 250, 250)));
  const { data } = await stack.read(stack.bounds);
  const { shape, data: rows } = await readTable(FILE, 'transforms');
  assert.deepEqual(shape, [21_317, 2]);
  assert.ok(rows instanceof BigInt64Array);

  const bodies = new Map<number, bigint>();
  for (let i = 0; i < rows.length; i += 2) bodies.set(Number(rows[i]), rows[i + 1]);
  const supervoxels = new Set(data as Int32Array);
  assert.deepEqual(
    [...supervoxels].filter((id) => !bodies.has(id)),
    [],
    'supervoxels that the table lacks',
  );
  assert.equal(new Set([...supervoxels].map((id) => bodies.get(id))).size, 526);

  const box = boxOf(xyz(101, 40, 199), xyz(64, 3, 51));
  const part = (await stack.read(box)).data;
  for (let i = 0; i < part.length; i++) {
    const at = 101 + (i % 64) + 250 * (40 + (Math.floor(i / 64) % 3) + 250 * (199 + Math.floor(i / 192)));
    assert.equal(part[i], data[at]);
  }
  stack.close();
});
