import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { createFaceMaxPolicy, quantise, scanFaces } from '../../../ffn/inference/index.ts';

const SIZE: Zyx = [5, 5, 5];
const DELTAS: Zyx = [1, 1, 1];

/** A 5x5x5 field of -9 with some voxels set; offsets are from the centre, zyx. */
function field(voxels: readonly (readonly [offset: Zyx, value: number])[]): Float32Array {
  const logits = new Float32Array(125).fill(-9);
  for (const [[z, y, x], value] of voxels) logits[(z + 2) * 25 + (y + 2) * 5 + x + 2] = value;
  return logits;
}

const scan = (logits: Float32Array, deltas = DELTAS) =>
  scanFaces({ logits, size: SIZE, deltas, scoreLogit: 2 }).map(({ score, offset }) => [score, ...offset]);

test('each face gives its maximum, best first', () => {
  const logits = field([
    [[-1, 0, 0], 3],
    [[1, 0, 0], 4],
    [[0, 0, 1], 5],
    [[0, 0, 2], 9], // beyond the face
  ]);
  assert.deepEqual(scan(logits), [
    [5, 0, 0, 1],
    [4, 1, 0, 0],
    [3, -1, 0, 0],
  ]);
});

test('a score equal to the threshold passes, one below does not', () => {
  assert.deepEqual(scan(field([[[0, 1, 0], 2]])), [[2, 0, 1, 0]]);
  assert.deepEqual(scan(field([[[0, 1, 0], Math.fround(1.9999999)]])), []);
});

test('within a face the first voxel in raster order wins a tie', () => {
  const logits = field([
    [[-1, -1, 1], 3],
    [[-1, 0, -1], 3],
    [[-1, 1, 0], 3],
  ]);
  // (-1,-1,1) is also on the faces y=-1 and x=+1, where it is alone; (-1,0,-1) on x=-1; (-1,1,0) on y=+1.
  assert.deepEqual(scan(logits), [
    [3, -1, 1, 0],
    [3, -1, 0, -1],
    [3, -1, -1, 1],
  ]);
});

test('an edge voxel wins two faces and a corner three, and each is one move', () => {
  assert.deepEqual(scan(field([[[1, 1, 0], 3]])), [[3, 1, 1, 0]]);
  assert.deepEqual(scan(field([[[1, -1, 1], 3]])), [[3, 1, -1, 1]]);
});

test('equal scores are ordered by larger z, then y, then x', () => {
  const logits = field([
    [[0, 0, 1], 3],
    [[0, 1, 0], 3],
    [[1, 0, 0], 3],
    [[-1, 0, 0], 3],
  ]);
  assert.deepEqual(scan(logits), [
    [3, 1, 0, 0],
    [3, 0, 1, 0],
    [3, 0, 0, 1],
    [3, -1, 0, 0],
  ]);
});

test('an axis without delta has no faces, and the others are one voxel thin there', () => {
  const logits = field([
    [[1, 0, 1], 5],
    [[0, 0, 1], 3],
  ]);
  assert.deepEqual(scan(logits, [0, 1, 1]), [[3, 0, 0, 1]]);
});

test('cells are centred on the start; division rounds down on both sides', () => {
  const cell = (x: number) => quantise([50, 50, 50 + x], [50, 50, 50], [8, 8, 8])[2];
  assert.deepEqual([-13, -12, -5, -4, 0, 3, 4, 11, 12].map(cell), [-2, -1, -1, 0, 0, 0, 1, 1, 2]);
  // Odd deltas round the half down; an axis without delta counts voxels.
  assert.deepEqual(
    [-2, -1, 1, 2].map((x) => quantise([0, 0, x], [0, 0, 0], [3, 3, 3])[2]),
    [-1, 0, 0, 1],
  );
  assert.deepEqual(quantise([3, 0, 0], [0, 0, 0], [0, 8, 8]), [3, 0, 0]);
});

test('first in, first out; a cell is done once it was evaluated, and not by being refused', () => {
  const policy = createFaceMaxPolicy({ fovSize: SIZE, deltas: DELTAS, scoreLogit: 2 });
  const always = () => true;
  policy.reset([10, 10, 10]);
  policy.append({ score: 4, offset: [10, 10, 10] });
  assert.deepEqual(policy.next(always), [10, 10, 10]);
  const logits = field([
    [[0, 0, 1], 3],
    [[0, 1, 0], 5],
  ]);
  policy.update(logits, [10, 10, 10]);
  assert.equal(policy.length, 2);
  // The better one comes first, is refused, and is gone; its cell is still open.
  assert.deepEqual(
    policy.next((pos) => pos[1] === 10),
    [10, 10, 11],
  );
  policy.update(
    field([
      [[0, 1, -1], 3],
      [[0, 0, -1], 9],
    ]),
    [10, 10, 11],
  );
  // (10,10,10) is done; (10,11,10) comes back and is taken.
  assert.deepEqual(policy.next(always), [10, 11, 10]);
  assert.equal(policy.next(always), undefined);
});

test('state can be stored and put back', () => {
  const options = { fovSize: SIZE, deltas: DELTAS, scoreLogit: 2 };
  const first = createFaceMaxPolicy(options);
  first.reset([5, 5, 5]);
  first.update(
    field([
      [[0, 0, 1], 3],
      [[0, 0, -1], 4],
    ]),
    [5, 5, 5],
  );
  first.next(() => true);
  const second = createFaceMaxPolicy(options);
  second.restoreState(structuredClone(first.getState()));
  assert.deepEqual(second.getState(), {
    queue: [{ score: 3, offset: [5, 5, 6] }],
    doneCells: [[0, 0, 0]],
    start: [5, 5, 5],
  });
  second.append({ score: 9, offset: [5, 5, 5] });
  assert.deepEqual(
    second.next(() => true),
    [5, 5, 6],
  );
  assert.equal(
    second.next(() => true),
    undefined,
  );
});
