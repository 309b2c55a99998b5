import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MissingError, TransientError } from '../../../datasets/errors.ts';
import { decodeError, encodeError } from '../../../viewer/workers/protocol.ts';

test('an error survives the way from a worker word by word', () => {
  const errors = [
    new MissingError({
      subject: 'a/info',
      expected: 'an info',
      got: 'nothing, got none',
      cure: 'Look. Again',
    }),
    new TransientError({ subject: 'http://h/x: y', expected: 'status 200', got: 'status 503' }),
  ];
  for (const error of errors) {
    const copy = decodeError(structuredClone(encodeError(error, 'elsewhere')));
    const { message, tag, subject, cure } = copy;
    assert.deepEqual(
      { message, tag, subject, cure },
      { message: error.message, tag: error.tag, subject: error.subject, cure: error.cure },
    );
  }
});

test('a foreign error keeps its words', () => {
  const copy = decodeError(encodeError(new RangeError('too far'), 'http://h/x'));
  assert.equal(copy.message, 'http://h/x: expected this dataset to be readable, got RangeError: too far');
});
