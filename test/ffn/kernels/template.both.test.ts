import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandTemplate } from '../../../ffn/kernels/index.ts';

test('loops, their ends by sums, nested loops, and what is left alone', () => {
  const text = [
    'a',
    '//! for i in N',
    '  //! for j in 2',
    'x@{i}y@{N*i+j-1}',
    '  //! end',
    '//! end',
    '// b',
  ];
  assert.equal(
    expandTemplate(text.join('\n'), { N: 2 }),
    ['a', 'x0y-1', 'x0y0', 'x1y1', 'x1y2', '// b'].join('\n'),
  );
});

test('no rounds, no lines', () => {
  assert.equal(expandTemplate('//! for i in N\nx\n//! end\ny', { N: 0 }), 'y');
});

test('conditions and their other half, also around loops', () => {
  const text = '//! if F\n//! for i in 2\nyes@{i}\n//! end\n//! else\nno\n//! end';
  assert.equal(expandTemplate(text, { F: 1 }), 'yes0\nyes1');
  assert.equal(expandTemplate(text, { F: 0 }), 'no');
});

test('names without a value and blocks without an end are refused', () => {
  assert.throws(() => expandTemplate('@{A}', {}), { name: 'UsageError', message: /none for "A"/ });
  assert.throws(() => expandTemplate('//! for i in 1\nx', {}), { message: /a "\/\/! end" for every block/ });
  assert.throws(() => expandTemplate('x\n//! end', {}), { message: /to close a block, got line 2/ });
});
