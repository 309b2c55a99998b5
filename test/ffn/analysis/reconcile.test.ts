import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz, type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { createMemoryStore, type MemoryStore } from '../../../datasets/stores/index.ts';
import { type MatchSide, matchObjects, reconcileSubvolumes } from '../../../ffn/analysis/index.ts';
import { parseInferenceRequest, saveSubvolume } from '../../../ffn/inference/index.ts';

const OPTIONS = { minOverlapVoxels: 2, minShare: 0.5 };

/** Labels of the overlap; beyond it an object has as many voxels as said. */
function side(labels: readonly number[], beyond: Readonly<Record<number, number>> = {}): MatchSide {
  const sizes = new Uint32Array(Math.max(...labels) + 1);
  for (const label of labels) sizes[label]!++;
  for (const [label, n] of Object.entries(beyond)) sizes[Number(label)]! += n;
  return { labels, sizes };
}

test('two labels match where each is the largest partner of the other', () => {
  // 1 shares three voxels with 7 and two with 8; 8 has more of 2. All go on beyond the overlap.
  const a = side([1, 1, 1, 1, 1, 2, 2, 2, 0, 0], { 1: 90, 2: 90 });
  const b = side([7, 7, 7, 8, 8, 8, 8, 8, 8, 9], { 7: 90, 8: 90, 9: 90 });
  assert.deepEqual(matchObjects(a, b, OPTIONS), [
    { a: 1, b: 7, voxels: 3 },
    { a: 2, b: 8, voxels: 3 },
  ]);
});

test('an object gets its parts back where they lie in the overlap; one that goes on joins its largest partner only', () => {
  const whole = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0];
  const cut = [5, 5, 5, 5, 6, 6, 6, 0, 6, 6];
  const first = { a: 1, b: 5, voxels: 4 };
  const second = { a: 1, b: 6, voxels: 3 };
  assert.deepEqual(matchObjects(side(whole, { 1: 90 }), side(cut, { 5: 90 }), OPTIONS), [first, second]);
  // 6 has five voxels in the overlap: half of them all, and less.
  assert.deepEqual(matchObjects(side(whole), side(cut, { 6: 5 }), OPTIONS), [first, second]);
  assert.deepEqual(matchObjects(side(whole), side(cut, { 6: 6 }), OPTIONS), [first]);
  // The same the other way round.
  const swapped = [first, second].map(({ a, b, voxels }) => ({ a: b, b: a, voxels }));
  assert.deepEqual(matchObjects(side(cut, { 6: 5 }), side(whole), OPTIONS), swapped);
  assert.deepEqual(matchObjects(side(cut, { 6: 6 }), side(whole), OPTIONS), swapped.slice(0, 1));
});

test('too few voxels, or too small a share of both, are no match', () => {
  const a = side([1, 2, 2, 2, 2, 2, 0, 0, 0, 0]);
  const b = side([5, 6, 6, 0, 0, 0, 6, 6, 6, 0]);
  // 2 and 6 have five voxels each and share two of them.
  assert.deepEqual(matchObjects(a, b, OPTIONS), []);
  assert.deepEqual(matchObjects(a, b, { ...OPTIONS, minShare: 0.4 }), [{ a: 2, b: 6, voxels: 2 }]);
});

test('ties go to the smaller label, in any order of voxels', () => {
  const expected = [{ a: 1, b: 4, voxels: 2 }];
  const beyond = { 1: 90, 3: 90 };
  const b = side([4, 4, 4, 4]);
  assert.deepEqual(
    matchObjects(side([3, 3, 1, 1], beyond), { ...b, sizes: [0, 0, 0, 0, 90] }, OPTIONS),
    expected,
  );
  assert.deepEqual(
    matchObjects(side([1, 1, 3, 3], beyond), { ...b, sizes: [0, 0, 0, 0, 90] }, OPTIONS),
    expected,
  );
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
