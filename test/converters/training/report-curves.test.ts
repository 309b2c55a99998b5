import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawChart, meanPoints } from '../../../converters/training/index.ts';

test('a curve from its first step to its last, 0 below', () => {
  const svg = drawChart({
    title: 'Loss',
    steps: [10, 20, 30],
    curves: [{ name: 'l', color: 'red', values: [4, 0, 2] }],
  });
  const [, points = ''] = /points="([^"]+)"/.exec(svg) ?? [];
  const places = points.split(' ').map((pair) => pair.split(',').map(Number) as [number, number]);
  assert.deepEqual(places, [
    [48, 10],
    [279, 176],
    [510, 93],
  ]);
  assert.match(svg, />step 10<.*>30</);
});

test('many values are means of neighbours, and no more points than asked for', () => {
  const steps = Array.from({ length: 1000 }, (_, i) => i + 1);
  const points = meanPoints(steps, steps, 300);
  assert.equal(points.length, 250);
  assert.deepEqual(points[0], [2.5, 2.5]);
  assert.deepEqual(points.at(-1), [998.5, 998.5]);
  assert.deepEqual(meanPoints([1, 2, 3], [5, Number.NaN, 6], 300), [
    [1, 5],
    [3, 6],
  ]);
});
