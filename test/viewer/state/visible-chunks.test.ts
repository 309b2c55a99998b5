import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cut, visibleChunks } from '../../../viewer/state/index.ts';

/** 8 x 8 x 8 voxels from (2, 0, -3) in chunks of 5 x 3 x 4: two, three and two chunks, the last ones cut. */
const scale = {
  bounds: { begin: [2, 0, -3], end: [10, 8, 5] },
  voxelSizeNm: [10, 10, 20],
  chunkSize: [5, 3, 4],
} as const;

const cut: Cut = { orientation: 'xy', centerNm: [60, 40, 25], nmPerPixel: 1, width: 400, height: 400 };

test('a wide cut meets every chunk of its plane, cut at the edge of the volume', () => {
  const chunks = visibleChunks(scale, cut);
  assert.equal(chunks.length, 6);
  // z 25 nm is voxel 1: the second layer of chunks, whose first voxel is 1.
  assert.ok(chunks.every(({ index, plane }) => index[2] === 1 && plane === 0));
  const last = chunks.find(({ index }) => index[0] === 1 && index[1] === 2);
  assert.deepEqual(last?.box, { begin: [7, 6, 1], end: [10, 8, 5] });
  assert.deepEqual(
    [last?.beginPx, last?.endPx],
    [
      [10, 20],
      [40, 40],
    ],
  );
});

test('a narrow cut meets only what it sees', () => {
  const chunks = visibleChunks(scale, { ...cut, width: 10, height: 10 });
  assert.deepEqual(
    chunks.map(({ index }) => index),
    [[0, 1, 1]],
  );
});

test('a mirrored axis has its first voxel on the far side', () => {
  const [chunk] = visibleChunks(scale, {
    ...cut,
    orientation: 'yz',
    centerNm: [25, 0, 22],
    width: 4,
    height: 4,
  });
  assert.deepEqual(chunk?.index, [0, 0, 1]);
  assert.deepEqual(
    [chunk?.beginPx, chunk?.endPx],
    [
      [2, 0],
      [-78, 30],
    ],
  );
  assert.equal(chunk?.plane, 0);
});

test('outside the volume there is nothing', () => {
  assert.deepEqual(visibleChunks(scale, { ...cut, centerNm: [60, 40, 100] }), []);
  assert.deepEqual(visibleChunks(scale, { ...cut, centerNm: [60, 40, -61] }), []);
  assert.deepEqual(visibleChunks(scale, { ...cut, centerNm: [9000, 40, 25] }), []);
});
