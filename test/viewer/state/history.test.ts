import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { History } from '../../../viewer/state/index.ts';

const LIMITS = { steps: 200, weight: 1e9, weigh: () => 1 };
const discrete = (at = 0) => ({ name: undefined, at });

test('steps back and forth; a new change forgets what was undone', () => {
  const history = new History('a', LIMITS);
  assert.equal(history.undo(), undefined);
  history.note('b', discrete());
  history.note('c', discrete());
  assert.equal(history.undo(), 'b');
  assert.equal(history.undo(), 'a');
  assert.equal(history.canUndo, false);
  assert.equal(history.redo(), 'b');
  history.note('d', discrete());
  assert.equal(history.canRedo, false);
  assert.equal(history.redo(), undefined);
  assert.equal(history.undo(), 'b');
});

test('changes of one name are one step while they go on, or a pointer is down', () => {
  const history = new History(0, LIMITS);
  for (let i = 1; i <= 20; i++) history.note(i, { name: 'drag', at: i * 100 });
  history.note(21, { name: 'drag', at: 9000 });
  history.note(22, { name: 'drag', at: 9100, isHeld: true });
  history.note(23, { name: 'drag', at: 60_000, isHeld: true });
  history.note(24, { name: 'slider', at: 60_001 });
  const back = [];
  for (let entry = history.undo(); entry !== undefined; entry = history.undo()) back.push(entry);
  assert.deepEqual(back, [23, 20, 0]);
});

test('what goes on after an undo is a step of its own, and an amended present comes back', () => {
  const history = new History('a', LIMITS);
  history.note('b', { name: 'drag', at: 0 });
  assert.equal(history.undo(), 'a');
  history.amend('a, larger');
  history.note('c', { name: 'drag', at: 1 });
  assert.equal(history.undo(), 'a, larger');
});

test('the oldest steps are forgotten beyond a count or a weight, the last never', () => {
  const many = new History(0, LIMITS);
  for (let i = 1; i <= 1000; i++) many.note(i, discrete());
  let count = 0;
  while (many.undo() !== undefined) count++;
  assert.equal(count, 200);
  assert.equal(many.present, 800);
  const heavy = new History(0, { ...LIMITS, weight: 10, weigh: (entry: number) => entry });
  for (const entry of [4, 4, 4, 99, 1]) heavy.note(entry, discrete());
  assert.equal(heavy.undo(), 99);
  assert.equal(heavy.undo(), undefined);
});

test('any walk is that of a list with a cursor', () => {
  const moves = fc.array(fc.constantFrom('note', 'undo', 'redo'), { maxLength: 60 });
  fc.assert(
    fc.property(moves, (walk) => {
      const history = new History(0, LIMITS);
      let list = [0];
      let at = 0;
      walk.forEach((move, i) => {
        if (move === 'note') {
          history.note(i + 1, discrete(i));
          list = [...list.slice(0, at + 1), i + 1];
          at++;
        } else {
          history[move as 'undo' | 'redo']();
          at = move === 'undo' ? Math.max(at - 1, 0) : Math.min(at + 1, list.length - 1);
        }
        assert.equal(history.present, list[at]);
        assert.equal(history.canUndo, at > 0);
        assert.equal(history.canRedo, at < list.length - 1);
      });
    }),
  );
});
