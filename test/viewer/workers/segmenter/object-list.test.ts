import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz } from '../../../../datasets/geometry/index.ts';
import {
  decodeList,
  emptyList,
  encodeList,
  nextId,
  type ObjectList,
  undone,
  withMerge,
  withObject,
} from '../../../../viewer/workers/segmenter/object-list.ts';
import type { ClickedObject } from '../../../../viewer/workers/segmenter/protocol.ts';

const box = boxOf(xyz(0, 0, 0), xyz(9, 9, 9));
const object = (id: number): ClickedObject => ({
  id,
  segment: BigInt(id),
  seed: xyz(1, 2, 3),
  bounds: box,
  voxels: 10,
  steps: 2,
  elapsedMs: 5,
  isStopped: false,
  reached: ['+x'],
  box,
  settings: {
    initActivation: 0.95,
    padValue: 0.05,
    moveThreshold: 0.9,
    segmentThreshold: 0.6,
    imageMean: 1,
    imageStddev: 2,
  },
  model: 'abc',
});
const place = { bounds: box, voxelSizeNm: xyz(4, 4, 40) };
const three = [1, 2, 3].reduce((list, id) => withObject(list, object(id)), emptyList(place));
const segments = ({ objects }: ObjectList) => objects.map(({ segment }) => segment);

test('who belongs to a merged segment comes along, and goes back with it', () => {
  const pair = withMerge(three, [1, 2], 1n);
  assert.deepEqual(segments(pair), [1n, 1n, 3n]);
  const all = withMerge(pair, [2, 3], 2n ** 63n);
  assert.deepEqual(segments(all), [2n ** 63n, 2n ** 63n, 2n ** 63n]);
  assert.deepEqual(segments(undone(all).list), [1n, 1n, 3n]);
  assert.deepEqual(segments(undone(undone(all).list).list), [1n, 2n, 3n]);
  const { list, removed } = undone(three);
  assert.deepEqual([segments(list), removed?.id], [[1n, 2n], 3]);
  assert.deepEqual(undone(emptyList(place)).list, emptyList(place));
});

test('a merge that changes nothing is nothing to take back', () => {
  const same = withMerge(three, [2], 2n);
  assert.deepEqual(segments(undone(same).list), [1n, 2n]);
  for (const [ids, into] of [
    [[1], 0n],
    [[1], 2n ** 64n],
    [[9], 1n],
    [[], 1n],
  ] as const)
    assert.throws(() => withMerge(three, ids, into), { tag: 'invalid' });
});

test('a new object never gets the number that others were merged into', () => {
  assert.equal(nextId(three), 4);
  assert.equal(nextId(withMerge(three, [1], 4n)), 5);
});

test('a list is read as it was written; others are refused', () => {
  const merged = withMerge(three, [1, 2], 2n ** 64n - 1n);
  assert.deepEqual(decodeList(encodeList(merged), 'list'), merged);
  for (const text of ['', '{}', '{"version":2,"objects":[]}', '{"version":1}'])
    assert.throws(() => decodeList(new TextEncoder().encode(text), 'list'), { tag: 'corrupt' });
});
