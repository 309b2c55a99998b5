import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogLine, renderReport } from '../../../converters/training/index.ts';
import { zyx } from '../../../datasets/geometry/index.ts';
import { createTracker } from '../../../ffn/training/index.ts';

const tracked = createTracker(zyx(1, 1, 1), zyx(1, 1, 1)).take();
const lineAt = (step: number): LogLine => ({
  ...tracked,
  step,
  loss: 1 / step,
  learningRate: 0.001,
  busyShare: 0.9,
  fovsPerSecond: 3,
  seconds: step,
});

test('a page of its own: curves, the last numbers, pictures; nothing from elsewhere, no script', () => {
  const pictures = [
    { title: 'example 7: <v> 1, 2, 3', url: 'data:image/png;base64,AAAA', width: 9, height: 5 },
  ];
  const html = renderReport({ title: 'a & b', lines: [1, 2, 4].map(lineAt), pictures });
  assert.match(html, /<title>a &#38; b<\/title>/);
  assert.match(html, /<th>step<\/th><td>4<\/td>/);
  assert.match(html, /<th>loss<\/th><td>0\.25<\/td>/);
  assert.match(html, /alt="image, label and prediction of example 7: &#60;v&#62; 1, 2, 3"/);
  assert.equal(html.match(/<svg /g)?.length, 4);
  assert.doesNotMatch(html, /<script|https?:|NaN|undefined/);
});

test('before the first line', () => {
  const html = renderReport({ title: 'new', lines: [], pictures: [] });
  assert.match(html, /No step yet/);
  assert.doesNotMatch(html, /NaN|Infinity/);
});
