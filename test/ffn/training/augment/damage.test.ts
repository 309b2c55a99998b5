import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zyx } from '../../../../datasets/geometry/index.ts';
import {
  changeContrast,
  createRandom,
  damageImage,
  defocusSections,
  drawSections,
  loseSections,
  NO_AUGMENTATIONS,
  sectionsOf,
} from '../../../../ffn/training/index.ts';

const SIZE = zyx(4, 6, 8);
const RANGE = [0, 255] as const;
const sections = sectionsOf(SIZE, 0);
const grey = () => Float32Array.from({ length: 4 * 6 * 8 }, (_, i) => (i * 37) % 200);
const sectionOf = (image: Float32Array, section: number) => image.subarray(48 * section, 48 * section + 48);
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

test('sections lie across any axis', () => {
  const across = sectionsOf(SIZE, 1);
  assert.deepEqual([across.count, across.size], [6, [4, 8]]);
  assert.equal(across.indexOf(5, 3, 7), (3 * 6 + 5) * 8 + 7);
});

test('one section to the share that is asked for, none twice', () => {
  const counts = new Set<number>();
  for (let i = 0; i < 200; i++) {
    const drawn = drawSections(10, 0.45, createRandom(2, i));
    counts.add(drawn.length);
    assert.equal(new Set(drawn).size, drawn.length);
    assert.ok(drawn.every((n) => n >= 0 && n < 10));
  }
  assert.deepEqual([...counts].sort(), [1, 2, 3, 4]);
  assert.equal(drawSections(3, 0, createRandom(1)).length, 1);
});

test('nothing that is not asked for', () => {
  const image = grey();
  damageImage(image, SIZE, { augmentations: NO_AUGMENTATIONS, range: RANGE, random: createRandom(1) });
  assert.deepEqual(image, grey());
});

test('a missing section is of one grey value, as a whole or in quarters; the others stay', () => {
  const options = { probability: 1, maxRatio: 0, fullProbability: 0.5 };
  const [whole, quarters] = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < 60; i++) {
    const image = grey();
    loseSections(image, sections, { options, range: [300, 400], random: createRandom(3, i) });
    const filled = image.filter((value) => value >= 300);
    assert.ok(new Set(filled).size <= 1);
    const lost = [0, 1, 2, 3].filter((z) => sectionOf(image, z).some((value) => value >= 300));
    assert.ok(lost.length <= 1);
    if (filled.length === 48) whole.add(lost[0]!);
    else if (filled.length > 0) quarters.add(lost[0]!);
  }
  assert.deepEqual([whole.size, quarters.size], [4, 4]);
});

test('a section out of focus is smoother, with the same mean; the others stay', () => {
  const image = grey();
  const options = { probability: 1, maxRatio: 0, maxStddev: 3 };
  defocusSections(image, sections, { options, random: createRandom(5) });
  const changed = [0, 1, 2, 3].filter((z) => !equal(sectionOf(image, z), sectionOf(grey(), z)));
  assert.equal(changed.length, 1);
  const [before, after] = [sectionOf(grey(), changed[0]!), sectionOf(image, changed[0]!)];
  assert.ok(Math.abs(sum(after) / sum(before) - 1) < 1e-5);
  const roughness = (values: Float32Array) =>
    values.reduce((total, value, i) => total + (i % 8 > 0 ? Math.abs(value - values[i - 1]!) : 0), 0);
  assert.ok(roughness(after) < 0.7 * roughness(before), `${roughness(after)} of ${roughness(before)}`);
  // A flat section stays as it is, up to its borders.
  const flat = new Float32Array(192).fill(7);
  defocusSections(flat, sections, { options, random: createRandom(5) });
  assert.ok(flat.every((value) => Math.abs(value - 7) < 1e-5));
});

const equal = (a: Float32Array, b: Float32Array) => a.every((value, i) => value === b[i]);

test('contrast keeps the order of grey values and their range, for all sections alike or for each', () => {
  const curves = (wholeProbability: number) => {
    const options = { probability: 1, wholeProbability, maxContrast: 0.8, maxBrightness: 0.8 };
    const image = Float32Array.from({ length: 192 }, (_, i) => (i % 48) * 5);
    changeContrast(image, sections, { options, range: RANGE, random: createRandom(6) });
    return [0, 1, 2, 3].map((z) => sectionOf(image, z));
  };
  for (const whole of [0, 1]) {
    const lines = curves(whole);
    for (const line of lines) {
      assert.ok(line.every((value, i) => value >= 0 && value <= 255 && (i === 0 || value >= line[i - 1]!)));
      assert.ok(new Set(line).size > 10);
    }
    assert.equal(new Set(lines.map((line) => line.join())).size, whole ? 1 : 4);
  }
});
