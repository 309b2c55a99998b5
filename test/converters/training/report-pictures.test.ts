import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawWalk } from '../../../converters/training/index.ts';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { decodeChunk } from '../../../datasets/codecs/index.ts';
import { xyz, zyx } from '../../../datasets/geometry/index.ts';

test('image, label and prediction side by side; across z above, across y below', async () => {
  registerNodeCodecs();
  const size = zyx(3, 5, 7);
  const image = Float32Array.from({ length: 105 }, (_, i) => (i === 52 ? 3 : i === 17 ? -3 : 0));
  const labels = new Float32Array(105).fill(0.05);
  labels[52] = 1;
  const seed = new Float32Array(105).fill(-20);
  seed[52] = 20;
  const patch = { image, labels, coordinate: { center: xyz(1, 2, 3), volume: 'v' } };
  const { url, width, height, title } = await drawWalk({ example: 4, patch, seed }, size);
  assert.deepEqual([width, height, title], [25, 10, 'example 4: v 1, 2, 3']);
  const png = Buffer.from(url.slice('data:image/png;base64,'.length), 'base64');
  const shape = { dataType: 'uint8', size: xyz(width, height, 1), numChannels: 1 } as const;
  const pixels = await decodeChunk('png', png, shape);
  const at = (row: number, column: number) => pixels[row * width + column];
  // Voxel 52 is z 1, y 2, x 3; 17 is z 0, y 2, x 3.
  for (const row of [2, 8]) assert.deepEqual([at(row, 3), at(row, 12), at(row, 21)], [255, 255, 255]);
  assert.deepEqual([at(7, 3), at(7, 12), at(7, 21)], [0, 13, 0]);
  assert.deepEqual([at(0, 0), at(0, 9), at(0, 18), at(0, 7), at(5, 0)], [128, 13, 0, 255, 255]);
});
