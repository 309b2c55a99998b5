import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProblemLog } from '../../../converters/jobs/verify-problems.ts';
import { CorruptDataError, TransientError } from '../../../datasets/errors.ts';

const PARTS = { subject: 's', expected: 'x', got: 'y' };

test('the same problem again is the same problem', () => {
  const log = createProblemLog();
  for (const text of ['a', 'b', 'a', 'a']) log.add('chunk', text);
  log.add('shard', 'a');
  assert.equal(log.count, 3);
  assert.deepEqual(log.kept, [
    { kind: 'chunk', text: 'a', times: 3 },
    { kind: 'chunk', text: 'b' },
    { kind: 'shard', text: 'a' },
  ]);
});

test('all problems are counted, a thousand are kept', () => {
  const log = createProblemLog();
  for (let i = 0; i < 1500; i++) log.add('chunk', `${i}`);
  assert.deepEqual([log.count, log.kept.length, log.kept.at(-1)?.text], [1500, 1000, '999']);
});

test('errors about data become problems, others go on', () => {
  const log = createProblemLog();
  log.catch('chunk', new CorruptDataError(PARTS));
  assert.deepEqual(log.kept, [{ kind: 'chunk', text: 's: expected x, got y' }]);
  assert.throws(() => log.catch('chunk', new TransientError(PARTS)), TransientError);
  assert.throws(() => log.catch('chunk', new RangeError('a fault of the program')), RangeError);
});
