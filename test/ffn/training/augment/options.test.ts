import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAugmentations } from '../../../../ffn/training/index.ts';

test('what is named is done, with defaults for what is left out', () => {
  assert.deepEqual(parseAugmentations('{}'), { sectionAxis: 0 });
  const text = '{"section_axis":"y","misalignment":{"max_offset":4},"out_of_focus":{}}';
  assert.deepEqual(parseAugmentations(text), {
    sectionAxis: 1,
    misalignment: { probability: 0.5, maxOffset: 4, slipRatio: 0.5 },
    outOfFocus: { probability: 0.5, maxRatio: 0.1, maxStddev: 3 },
  });
});

test('other names and numbers out of range are refused', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['[]', /JSON: expected an object/],
    ['{', /JSON: expected an object/],
    ['{"folds":{}}', /augmentations: folds: expected misalignment, .* or section_axis/],
    ['{"contrast":1}', /contrast: expected an object, got 1/],
    ['{"contrast":{"max":1}}', /contrast\.max: expected probability, /],
    ['{"contrast":{"probability":1.5}}', /contrast\.probability: expected a number from 0 to 1, got 1\.5/],
    ['{"misalignment":{"max_offset":2.5}}', /misalignment\.max_offset/],
    ['{"section_axis":"w"}', /section_axis: expected z, y or x/],
  ];
  for (const [text, message] of cases) assert.throws(() => parseAugmentations(text), message);
});
