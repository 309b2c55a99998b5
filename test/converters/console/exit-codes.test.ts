import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodeOf } from '../../../converters/console/index.ts';
import {
  AbortedError,
  CorruptDataError,
  ForbiddenError,
  InvalidDataError,
  MissingError,
  TooLargeError,
  TransientError,
  UnsupportedError,
  UsageError,
} from '../../../datasets/errors.ts';

const parts = { subject: 's', expected: 'e', got: 'g' };

test('every kind of error has the exit status that the README states', () => {
  assert.equal(exitCodeOf(new UsageError(parts)), 2);
  for (const type of [InvalidDataError, CorruptDataError, UnsupportedError, TooLargeError]) {
    assert.equal(exitCodeOf(new type(parts)), 3);
  }
  for (const type of [MissingError, ForbiddenError, TransientError])
    assert.equal(exitCodeOf(new type(parts)), 4);
  assert.equal(exitCodeOf(new AbortedError(parts)), 130);
});

test('a full disk is input/output, a programming error is a failure', () => {
  assert.equal(exitCodeOf(Object.assign(new Error('full'), { code: 'ENOSPC' })), 4);
  assert.equal(exitCodeOf(new TypeError('x is not a function')), 1);
  assert.equal(exitCodeOf(undefined), 1);
});
