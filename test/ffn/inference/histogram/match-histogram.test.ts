import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { equalizeSlice, matchHistogram } from '../../../../ffn/inference/histogram/index.ts';
import { repoPath } from '../../../support/paths.ts';

interface Fixture {
  readonly lut: readonly number[];
  readonly cases: readonly Case[];
}

interface Case {
  readonly shape: readonly [number, number];
  readonly image: readonly number[];
  readonly equalised: readonly number[];
  readonly mask: readonly number[] | null;
  readonly matched: readonly number[];
}

const fixture: Fixture = JSON.parse(
  await readFile(repoPath('test/fixtures/histogram/histogram.json'), 'utf8'),
);
const lut = Uint8Array.from(fixture.lut);

test("scikit-image's equalised greys, every one", () => {
  assert.ok(fixture.cases.length > 10);
  for (const { shape, image, equalised } of fixture.cases) {
    const got = Array.from(equalizeSlice(image, shape), (v) => Math.trunc(v * 255));
    assert.deepEqual(got, equalised, shape.join(' x '));
  }
});

test('what a lookup table makes of them, by the distribution of all pixels and of the unmasked ones', () => {
  for (const { shape, image, mask, matched } of fixture.cases) {
    const options = { lut, ...(mask && { mask: Uint8Array.from(mask) }) };
    assert.deepEqual([...matchHistogram(image, [1, ...shape], options)], matched, shape.join(' x '));
  }
});

test('each section for itself', () => {
  const [a, , b] = fixture.cases.filter(({ shape }) => shape[0] === 16);
  assert.ok(a && b);
  const both = matchHistogram([...a.image, ...b.image], [2, 16, 16], { lut });
  assert.deepEqual([...both], [...a.matched, ...b.matched]);
});
