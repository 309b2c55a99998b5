import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SegmentationLayer } from '../../../datasets/links/index.ts';
import { listedSegments, listSegment, showSegment, toggleSegment } from '../../../viewer/state/index.ts';

const layer: SegmentationLayer = {
  type: 'segmentation',
  name: 's',
  segments: ['1', '!2', '18446744073709551615'],
};

test('a double-click shows what is hidden or new, and takes out what is shown', () => {
  assert.deepEqual(toggleSegment(layer, 1n), ['!2', '18446744073709551615']);
  assert.deepEqual(toggleSegment(layer, 2n), ['1', '18446744073709551615', '2']);
  assert.deepEqual(toggleSegment(layer, 3n), ['1', '!2', '18446744073709551615', '3']);
});

test('hiding keeps the place in the list', () => {
  assert.deepEqual(showSegment(layer, 1n, false), ['!1', '!2', '18446744073709551615']);
  assert.deepEqual(showSegment(layer, 2n, true), ['1', '2', '18446744073709551615']);
  assert.deepEqual(
    listedSegments(layer).map(({ id }) => id),
    [1n, 2n, 2n ** 64n - 1n],
  );
});

test('Shift and a double-click list without showing, or take off the list', () => {
  assert.deepEqual(listSegment(layer, 5n), ['1', '!2', '18446744073709551615', '!5']);
  assert.deepEqual(listSegment(layer, 2n), ['1', '18446744073709551615']);
});
