/** A process of its own: whether there is WebAssembly is asked once a thread, at the first use. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../../../datasets/volume.ts';
import { simdKernels } from '../../../../../datasets/voxels/downsample/simd/kernels.ts';
import { downsampleBlock } from '../../../../../datasets/voxels/index.ts';
import { slowDownsample } from '../slow-downsample.ts';

test('where code may not be made at run time, the loops give the same voxels', () => {
  class Module {
    constructor() {
      throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
    }
  }
  const real = WebAssembly.Module;
  Object.assign(WebAssembly, { Module });
  const size = xyz(10, 7, 5);
  const image = Uint8Array.from({ length: 350 }, (_, i) => (i * i) % 251);
  const labels = BigUint64Array.from(image, (value) => BigInt(value % 3) << 32n);
  const blocks: VoxelBlock[] = [
    { dataType: 'uint8', size, numChannels: 1, data: image },
    { dataType: 'uint64', size, numChannels: 1, data: labels },
  ];
  try {
    assert.equal(simdKernels(), null);
    for (const [i, method] of (['average', 'mode'] as const).entries()) {
      const options = { method, factors: xyz(2, 2, 2) };
      const result = downsampleBlock(blocks[i], xyz(1, 0, 0), options);
      assert.deepEqual([...result.data], slowDownsample(blocks[i], xyz(1, 0, 0), options));
    }
  } finally {
    Object.assign(WebAssembly, { Module: real });
  }
});
