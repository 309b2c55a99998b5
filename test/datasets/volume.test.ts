/** Node's Buffer is a Uint8Array whose `slice` does not copy, and small ones share one pool: decoders must not care. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCompressedSegmentation, encodeCompressedSegmentation } from '../../datasets/codecs/index.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import { decodeNpy, encodeNpy } from '../../datasets/npy/index.ts';
import { decodeLegacyFragment, encodeLegacyFragment } from '../../datasets/precomputed/meshes/index.ts';
import { samplesFromBytes } from '../../datasets/volume.ts';

/** The bytes somewhere in Node's pool, at an odd place. */
function pooled(bytes: Uint8Array): Buffer {
  const buffer = Buffer.from(`x${Buffer.from(bytes).toString('latin1')}`, 'latin1').subarray(1);
  assert.notEqual(buffer.buffer.byteLength, buffer.byteLength);
  return buffer;
}

test('samples, NPY, compressed_segmentation and meshes decode from a pooled Buffer', () => {
  const values = Uint32Array.of(7, 9, 7, 4_000_000_000);
  assert.deepEqual(samplesFromBytes('uint32', pooled(new Uint8Array(values.buffer))), values);
  const array = { dataType: 'uint32', shape: [4], data: values } as const;
  assert.deepEqual(decodeNpy(pooled(encodeNpy(array))).data, values);
  const shape = { dataType: 'uint32', size: xyz(2, 2, 1), numChannels: 1, blockSize: xyz(8, 8, 8) } as const;
  const encoded = encodeCompressedSegmentation(values, shape);
  assert.deepEqual(decodeCompressedSegmentation(pooled(encoded), shape), values);
  const mesh = { positionsNm: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
  assert.deepEqual(decodeLegacyFragment(pooled(encodeLegacyFragment(mesh))), mesh);
});
