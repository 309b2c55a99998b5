import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzip } from '../../../../datasets/codecs/index.ts';
import { createSkeletonReader, parseSkeletonInfo } from '../../../../datasets/precomputed/skeletons/index.ts';
import { createMemoryStore } from '../../../../datasets/stores/index.ts';

/** Two vertices, one edge, a radius each: bytes by hand after the format's table. */
function skeleton(): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 + 24 + 8 + 8));
  view.setUint32(0, 2, true);
  view.setUint32(4, 1, true);
  [1, 2, 3, 4, 5, 6].forEach((v, i) => {
    view.setFloat32(8 + 4 * i, v, true);
  });
  view.setUint32(36, 1, true);
  [7, 8].forEach((v, i) => {
    view.setFloat32(40 + 4 * i, v, true);
  });
  return new Uint8Array(view.buffer);
}

const INFO = {
  '@type': 'neuroglancer_skeletons',
  transform: [10, 0, 0, 100, 0, 0, 20, 0, 0, 1, 0, -5],
  vertex_attributes: [{ id: 'radius', data_type: 'float32', num_components: 1 }],
};

test('vertices come in nanometres by the transform of the folder, packed by gzip or not', async () => {
  const store = createMemoryStore('mem', [
    ['skel/7', skeleton()],
    ['skel/8', await gzip(skeleton())],
  ]);
  const read = createSkeletonReader(store, 'skel', parseSkeletonInfo(INFO, 'info'));
  for (const id of [7n, 8n]) {
    const found = await read(id);
    // x: 10 x + 100; y: 20 z; z: y - 5.
    assert.deepEqual([...(found?.positions ?? [])], [110, 60, -3, 140, 120, 0]);
    assert.deepEqual([...(found?.edges ?? [])], [0, 1]);
  }
  assert.equal(await read(9n), undefined);
});
