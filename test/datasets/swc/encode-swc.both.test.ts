import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import { encodeSwc } from '../../../datasets/swc/index.ts';

test('SWC: seven columns, indices from 1, nanometres', () => {
  const forest = {
    title: 'neurite 7',
    positionsNm: [xyz(10, 20.5, 30.126), xyz(50, 60, 70)],
    radiiNm: [12, 9.999],
    parents: [-1, 0],
  };
  assert.equal(
    encodeSwc(forest),
    '# neurite 7, nanometres\n# index type x y z radius parent\n1 0 10 20.5 30.13 12 -1\n2 0 50 60 70 10 1\n',
  );
});
