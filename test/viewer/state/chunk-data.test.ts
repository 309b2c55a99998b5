import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCompressedSegmentation } from '../../../datasets/codecs/index.ts';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import { sampleOf } from '../../../viewer/state/index.ts';

test('every label of a compressed chunk is the one that was packed', () => {
  const size: Xyz = [11, 9, 5];
  const blockSize: Xyz = [4, 8, 3];
  const kinds = [1, 2, 5, 17, 300];
  for (const dataType of ['uint32', 'uint64'] as const) {
    const labels = Array.from(
      { length: 11 * 9 * 5 },
      (_, i) => (i * 7) % (kinds[Math.floor(i / 99)] as number),
    );
    const data =
      dataType === 'uint32' ? Uint32Array.from(labels) : BigUint64Array.from(labels, (v) => BigInt(v) << 33n);
    const bytes = encodeCompressedSegmentation(data, { dataType, size, numChannels: 1, blockSize });
    const chunk = { words: new Uint32Array(new Uint8Array(bytes).buffer), dataType, size, blockSize };
    for (let i = 0; i < labels.length; i++) {
      const at: Xyz = [i % 11, Math.floor(i / 11) % 9, Math.floor(i / 99)];
      assert.equal(sampleOf(chunk, at), data[i], `${dataType} ${at}`);
    }
  }
});

test('a sample of a dense chunk, x fastest', () => {
  const data = Uint8Array.from({ length: 24 }, (_, i) => i);
  const block = { dataType: 'uint8', numChannels: 1, size: [2, 3, 4], data } as const;
  assert.equal(sampleOf(block, [1, 2, 3]), 23);
  assert.equal(sampleOf(block, [1, 0, 2]), 13);
});
