import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeMultiresManifest,
  parseMultiresMeshInfo,
} from '../../../../datasets/precomputed/meshes/index.ts';
import { workedManifest } from '../worked-manifest.ts';

test('formats.md 3.2 worked manifest: 132 bytes, two levels, planar positions, sizes', () => {
  const bytes = workedManifest();
  assert.equal(bytes.length, 132);
  const { chunkShape, gridOrigin, lods } = decodeMultiresManifest(bytes);
  assert.deepEqual(
    [chunkShape, gridOrigin],
    [
      [64, 64, 64],
      [0, 0, 0],
    ],
  );
  assert.deepEqual(
    lods.map(({ scale, vertexOffset, positions, sizes }) => [
      scale,
      vertexOffset,
      [...positions],
      [...sizes],
    ]),
    [
      [1, [0, 0, 0], [0, 1, 0, 0, 0, 1, 0, 0, 0], [100, 80, 60]],
      [2, [0, 0, 0], [0, 0, 0], [90]],
    ],
  );
  const total = lods.flatMap(({ sizes }) => [...sizes]).reduce((a, b) => a + b);
  assert.deepEqual([total, total - 90], [330, 240]);
});

test('unaligned bytes are read; short, long and lying ones are not', () => {
  const bytes = workedManifest();
  const moved = new Uint8Array(133);
  moved.set(bytes, 1);
  assert.equal(decodeMultiresManifest(moved.subarray(1)).lods.length, 2);
  for (let length = 0; length < 132; length++)
    assert.throws(() => decodeMultiresManifest(bytes.subarray(0, length)), { name: /Error$/ }, `${length}`);
  assert.throws(() => decodeMultiresManifest(new Uint8Array([...bytes, 0, 0, 0, 0])), {
    tag: 'corrupt',
    message: /expected 132 bytes, got 136/,
  });
  const edit = (offset: number, value: number, isFloat = false) => {
    const copy = workedManifest();
    const view = new DataView(copy.buffer);
    if (isFloat) view.setFloat32(offset, value, true);
    else view.setUint32(offset, value, true);
    return () => decodeMultiresManifest(copy, 'm');
  };
  assert.throws(edit(24, 0), { tag: 'invalid', message: /num_lods at offset 24: expected 1 to 64, got 0/ });
  assert.throws(edit(24, 0xffffffff), { tag: 'invalid', message: /num_lods/ });
  assert.throws(edit(60, 0x0fffffff), { tag: 'corrupt', message: /more bytes/ });
  assert.throws(edit(0, 0, true), {
    tag: 'invalid',
    message: /chunk_shape: expected three finite numbers > 0/,
  });
  assert.throws(edit(12, Number.NaN, true), { tag: 'invalid', message: /finite numbers, got NaN/ });
});

test('info: every field, and what is wrong with it', () => {
  const json = {
    '@type': 'neuroglancer_multilod_draco',
    vertex_quantization_bits: 16,
    lod_scale_multiplier: 1,
  };
  assert.equal(parseMultiresMeshInfo(json, 'i').vertexQuantizationBits, 16);
  const transform = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  assert.deepEqual(parseMultiresMeshInfo({ ...json, transform }, 'i').transform, transform);
  const cases: [object, RegExp][] = [
    [{ vertex_quantization_bits: 12 }, /i: vertex_quantization_bits: expected 10 or 16, got 12/],
    [{ lod_scale_multiplier: 0 }, /lod_scale_multiplier: expected a number > 0, got 0/],
    [{ transform: [1, 2] }, /transform: expected twelve finite numbers/],
    [{ sharding: null }, /sharding: expected a JSON object, got null/],
    [{ '@type': 'x' }, /@type/],
  ];
  for (const [change, message] of cases)
    assert.throws(() => parseMultiresMeshInfo({ ...json, ...change }, 'i'), { tag: 'invalid', message });
});
