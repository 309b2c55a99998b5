import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, transferables } from '../../../viewer/workers/answer.ts';
import type { LayerSource } from '../../../viewer/workers/source.ts';

const signal = new AbortController().signal;
const block = { dataType: 'uint8', size: [1, 1, 1], numChannels: 1, data: Uint8Array.of(7) } as const;
const mesh = {
  originNm: [0, 0, 0],
  positions: new Float32Array(9),
  normals: new Int8Array(12),
  indices: new Uint32Array(3),
} as const;
const source: LayerSource = {
  info: { dataType: 'uint8', numChannels: 1, scales: [] },
  readChunk: async (scale, index) => ({ ...block, size: [scale, index[0], index[1]] }),
  readMesh: async () => mesh,
  readNames: async () => new Map([[5n, 'Mi1']]),
  readSkeleton: async (segment) => ({ originNm: [Number(segment), 0, 0], ends: new Float32Array(6) }),
  readFragment: async (_segment, { level, index }) => ({ ...mesh, originNm: [level, index, 0] }),
};

test('each kind of question is carried out', async () => {
  const url = 'x';
  assert.equal(await answer(source, { kind: 'info', url }, signal), source.info);
  assert.equal(await answer(source, { kind: 'mesh', url, segment: 3n }, signal), mesh);
  const skeleton = await answer(source, { kind: 'skeleton', url, segment: 5n }, signal);
  assert.ok('ends' in skeleton && skeleton.originNm[0] === 5);
  assert.deepEqual(transferables(skeleton), [skeleton.ends.buffer]);
  const names = await answer(source, { kind: 'names', url }, signal);
  assert.deepEqual(names, new Map([[5n, 'Mi1']]));
  assert.deepEqual(transferables(names), []);
  const fragment = { level: 2, index: 9 };
  const part = await answer(source, { kind: 'fragment', url, segment: 3n, fragment }, signal);
  assert.deepEqual(part, { ...mesh, originNm: [2, 9, 0] });
  const chunk = await answer(source, { kind: 'chunk', url, scale: 4, index: [5, 6, 7] }, signal);
  assert.deepEqual(chunk, { ...block, size: [4, 5, 6] });
});

test('memory is moved, once each', () => {
  assert.deepEqual(transferables(source.info), []);
  assert.deepEqual(transferables(block), [block.data.buffer]);
  assert.equal(transferables(mesh).length, 3);
});
