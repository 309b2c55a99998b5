import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz, type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { createMemoryStore, type MemoryStore } from '../../../datasets/stores/index.ts';
import { matchObjects, reconcileSubvolumes } from '../../../ffn/analysis/index.ts';
import { parseInferenceRequest, saveSubvolume } from '../../../ffn/inference/index.ts';

const OPTIONS = { minOverlapVoxels: 2, minShare: 0.5 };

test('two labels match where half of either lies in the other', () => {
  // 1 has three of its five voxels in 7 and two in 8; of the six of 8 three are in 2, which has no others.
  const a = Uint8Array.of(1, 1, 1, 1, 1, 2, 2, 2, 0, 0);
  const b = Uint16Array.of(7, 7, 7, 8, 8, 8, 8, 8, 8, 9);
  assert.deepEqual(matchObjects(a, b, OPTIONS), [
    { a: 1, b: 7, voxels: 3 },
    { a: 2, b: 8, voxels: 3 },
  ]);
});

test('an object gets all the parts back into which the other side cut it; one that lies over several joins none', () => {
  const a = Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0, 0);
  const b = Uint8Array.of(5, 5, 5, 5, 6, 6, 6, 0, 6, 6);
  const whole = [
    { a: 1, b: 5, voxels: 4 },
    { a: 1, b: 6, voxels: 3 },
  ];
  assert.deepEqual(matchObjects(a, b, OPTIONS), whole);
  assert.deepEqual(
    matchObjects(b, a, OPTIONS),
    whole.map(({ a, b, voxels }) => ({ a: b, b: a, voxels })),
  );
  assert.deepEqual(
    matchObjects(
      Uint8Array.of(2, 2, 2, 2, 2, 3, 3, 3, 3, 3),
      Uint8Array.of(0, 0, 0, 9, 9, 9, 9, 0, 0, 9),
      OPTIONS,
    ),
    [{ a: 3, b: 9, voxels: 3 }],
  );
});

test('too few voxels, or too small a share of both, are no match', () => {
  const a = Uint8Array.of(1, 2, 2, 2, 2, 2, 0, 0, 0, 0);
  const b = Uint8Array.of(5, 6, 6, 0, 0, 0, 6, 6, 6, 0);
  // 2 and 6 have five voxels each and share two of them.
  assert.deepEqual(matchObjects(a, b, OPTIONS), []);
  assert.deepEqual(matchObjects(a, b, { ...OPTIONS, minShare: 0.4 }), [{ a: 2, b: 6, voxels: 2 }]);
});

test('matches come by label, in any order of voxels', () => {
  const a = Uint8Array.of(3, 3, 1, 1);
  const b = Uint8Array.of(4, 4, 4, 4);
  const expected = [
    { a: 1, b: 4, voxels: 2 },
    { a: 3, b: 4, voxels: 2 },
  ];
  assert.deepEqual(matchObjects(a, b, OPTIONS), expected);
  assert.deepEqual(matchObjects(a.slice().reverse(), b, OPTIONS), expected);
});

/** A row of subvolumes of 1 x 1 x n voxels, as `seg-x_0_0.npz`. */
async function rowOf(
  rows: readonly (readonly [x: number, labels: readonly number[]])[],
): Promise<MemoryStore> {
  const store = createMemoryStore();
  for (const [x, labels] of rows) {
    await saveSubvolume(store, zyx(0, 0, x), {
      shape: zyx(1, 1, labels.length),
      segmentation: Int32Array.from(labels),
      origins: new Map(),
      overlaps: new Map(),
      request: parseInferenceRequest(''),
      counters: {},
    });
  }
  return store;
}

const ROW = [
  [0, [1, 1, 1, 2, 2, 2, 0, 3, 3, 3]],
  [6, [0, 1, 1, 1, 1, 1, 2, 2, 2, 2]],
  [12, [4, 4, 4, 4, 0, 9, 9, 9]],
] as const;

test('one id space: through a chain of overlaps, in the order of subvolumes and labels', async () => {
  const { subvolumes, tables, objects, joined } = await reconcileSubvolumes(await rowOf(ROW), OPTIONS);
  // 3 of the first is 1 of the second; 2 of the second is 4 of the third; 9 is alone.
  assert.deepEqual(
    tables.map((table) => [...table]),
    [
      [0, 1, 2, 3],
      [0, 3, 4],
      [0, 5, 6, 7, 4, 8, 9, 10, 11, 12],
    ],
  );
  assert.deepEqual([objects, joined], [12, 2]);
  // Overlaps [6, 10) and [12, 16) are cut in their middle.
  assert.deepEqual(
    subvolumes.map(({ owned }) => owned),
    [
      boxOf(xyz(0, 0, 0), xyz(8, 1, 1)),
      boxOf(xyz(8, 0, 0), xyz(6, 1, 1)),
      boxOf(xyz(14, 0, 0), xyz(6, 1, 1)),
    ],
  );
});

test('the same for any order of files and any number at work', async () => {
  const expected = (await reconcileSubvolumes(await rowOf(ROW), OPTIONS)).tables;
  for (const order of [[...ROW].reverse(), [ROW[1], ROW[0], ROW[2]]]) {
    const store = await rowOf(order);
    assert.deepEqual((await reconcileSubvolumes(store, OPTIONS)).tables, expected);
    assert.deepEqual((await reconcileSubvolumes(store, { ...OPTIONS, concurrency: 3 })).tables, expected);
  }
});

test('a grid of 2 x 2 x 2: every voxel is owned by one subvolume', async () => {
  const store = createMemoryStore();
  const corners: Zyx[] = [0, 6].flatMap((z) => [0, 6].flatMap((y) => [0, 6].map((x): Zyx => [z, y, x])));
  for (const corner of corners) {
    await saveSubvolume(store, corner, {
      shape: zyx(10, 10, 10),
      segmentation: new Int32Array(1000).fill(1),
      origins: new Map(),
      overlaps: new Map(),
      request: parseInferenceRequest(''),
      counters: {},
    });
  }
  const { subvolumes, objects } = await reconcileSubvolumes(store);
  assert.equal(objects, 1);
  const owners = new Uint8Array(16 ** 3);
  for (const { owned } of subvolumes) {
    for (let z = owned.begin[2]; z < owned.end[2]; z++) {
      for (let y = owned.begin[1]; y < owned.end[1]; y++) {
        for (let x = owned.begin[0]; x < owned.end[0]; x++) owners[(z * 16 + y) * 16 + x]!++;
      }
    }
  }
  assert.ok(owners.every((n) => n === 1));
});

test('an empty folder, and one subvolume within another, are refused', async () => {
  await assert.rejects(reconcileSubvolumes(createMemoryStore()), {
    tag: 'invalid',
    message: /Run segment first/,
  });
  const store = await rowOf([
    [0, [1, 1, 1]],
    [1, [1]],
  ]);
  await assert.rejects(reconcileSubvolumes(store), { message: /one within the other/ });
});
