import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Zyx, zyx } from '../../../../datasets/geometry/index.ts';
import {
  createFixedMoves,
  createMaxPredMoves,
  type Look,
  type Moves,
  shiftsOf,
} from '../../../../ffn/training/index.ts';

const everywhere: Look = { isValid: () => true, isWanted: () => true, record: () => undefined };

const all = (moves: Moves, look: Look): Zyx[] => {
  const found: Zyx[] = [];
  for (let at = moves.next(look); at; at = moves.next(look)) found.push(at);
  return found;
};

test('26 shifts, x slowest, z fastest; none along an axis without steps; rings from the inside', () => {
  const shifts = shiftsOf(zyx(1, 2, 3), 1);
  assert.equal(shifts.length, 26);
  assert.deepEqual(shifts.slice(0, 4), [
    [-1, -2, -3],
    [0, -2, -3],
    [1, -2, -3],
    [-1, 0, -3],
  ]);
  assert.equal(shiftsOf(zyx(0, 2, 3), 1).length, 8);
  const two = shiftsOf(zyx(1, 1, 1), 2);
  assert.equal(two.length, 124);
  assert.ok(two.slice(0, 26).every((shift) => shift.every((n) => Math.abs(n) <= 1)));
});

test('fixed: each offset when its turn comes; invalid ones are told of and skipped; goes on from its state', () => {
  const shifts = shiftsOf(zyx(1, 1, 1), 1);
  const told: string[] = [];
  const look: Look = {
    isValid: ([z]) => z <= 0,
    isWanted: ([, y]) => y <= 0,
    record: (offset, { isWanted, isExecuted }) => told.push(`${offset} ${isWanted} ${isExecuted}`),
  };
  const visited = all(createFixedMoves(shifts), look);
  assert.deepEqual(visited, [[0, 0, 0], ...shifts.filter(([z]) => z <= 0)]);
  assert.equal(told.length, 27);
  assert.equal(told[0], '0,0,0 true true');
  assert.ok(told.includes('1,1,1 false false') && told.includes('1,0,1 true false'));

  const first = createFixedMoves(shifts);
  for (let i = 0; i < 5; i++) first.next(look);
  const state = JSON.parse(JSON.stringify(first.state())) as ReturnType<Moves['state']>;
  assert.deepEqual(all(createFixedMoves(shifts, state), look), visited.slice(5));
});

/** Faces of one voxel each: the step along that axis. */
const SIZE = zyx(3, 3, 3);
const OPTIONS = { fovSize: SIZE, deltas: zyx(1, 1, 1), maxRadius: zyx(2, 2, 2), moveLogit: 1 };
/** Logits that are highest towards +x, then +y; no other face reaches the threshold. */
const towardsXy = (): Float32Array => {
  const logits = new Float32Array(27);
  logits[14] = 5;
  logits[16] = 4;
  return logits;
};

test('max_pred_moves: to the maxima of the faces, nearest first, each cell once, not beyond the radius', () => {
  const moves = createMaxPredMoves(OPTIONS);
  const visited: Zyx[] = [];
  for (let at = moves.next(everywhere); at; at = moves.next(everywhere)) {
    visited.push(at);
    moves.update(towardsXy(), at);
  }
  const expected = ['0,0,0', '0,0,1', '0,1,0', '0,0,2', '0,1,1', '0,2,0', '0,1,2', '0,2,1', '0,2,2'];
  assert.deepEqual(visited.map(String), expected);
});

test('max_pred_moves: not where the object is not, but for the start; what was dropped may come back', () => {
  const record: string[] = [];
  const look: Look = {
    isValid: () => true,
    isWanted: ([, , x]) => x > 0,
    record: (offset, { isWanted, isExecuted }) => record.push(`${offset} ${isWanted} ${isExecuted}`),
  };
  const moves = createMaxPredMoves(OPTIONS);
  assert.deepEqual(moves.next(look), [0, 0, 0]);
  moves.update(towardsXy(), zyx(0, 0, 0));
  const kept = JSON.parse(JSON.stringify(moves.state())) as ReturnType<Moves['state']>;
  assert.deepEqual(moves.next(look), [0, 0, 1]);
  assert.equal(moves.next(look), undefined);
  assert.deepEqual(record, ['0,0,0 false true', '0,0,1 true true', '0,1,0 false true']);
  assert.deepEqual(createMaxPredMoves(OPTIONS, kept).next(look), [0, 0, 1]);
});
