import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decodeSafetensors, encodeSafetensors } from '../../../ffn/model/index.ts';
import { repoPath } from '../../support/paths.ts';

test("a file of the format's own library: names, shapes, values, metadata", async () => {
  // A Buffer, as Node reads files: a view into a pool of bytes.
  const bytes = await readFile(repoPath('test/fixtures/models/small.safetensors'));
  const { tensors, metadata } = decodeSafetensors(bytes, 'small');
  assert.deepEqual(metadata, { note: 'grüße' });
  assert.deepEqual([...tensors.keys()].sort(), ['conv0_a/biases', 'conv0_a/weights']);
  assert.deepEqual(tensors.get('conv0_a/biases'), { shape: [2], data: Float32Array.of(1.5, -2.25) });
  assert.deepEqual(tensors.get('conv0_a/weights')?.shape, [1, 2, 3]);
  assert.deepEqual([...(tensors.get('conv0_a/weights')?.data ?? [])], [0, 1, 2, 3, 4, 5]);
});

/** The format's description by hand: length of the header, header, values. */
function fileOf(header: string, values: readonly number[]): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + 4 * values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  bytes.set(text, 8);
  for (const [i, value] of values.entries()) view.setFloat32(8 + text.length + 4 * i, value, true);
  return bytes;
}

test('what is written is what the format says', () => {
  const tensors = new Map([['a', { shape: [2], data: Float32Array.of(1, 2) }]]);
  const header = '{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  const padded = header.padEnd(80, ' ');
  assert.deepEqual(encodeSafetensors({ tensors, metadata: { k: 'v' } }), fileOf(padded, [1, 2]));
});

test('torn, overlapping and gapped files are refused', () => {
  const entry = (begin: number, end: number) =>
    `{"dtype":"F32","shape":[1],"data_offsets":[${begin},${end}]}`;
  const decode = (header: string, values: number[]) => () => decodeSafetensors(fileOf(header, values), 'f');
  assert.deepEqual(decode(`{"a":${entry(0, 4)}}`, [7])().tensors.get('a')?.data, Float32Array.of(7));
  for (const [header, values] of [
    [`{"a":${entry(0, 4)}}`, []],
    [`{"a":${entry(0, 4)}}`, [1, 2]],
    [`{"a":${entry(4, 8)}}`, [1, 2]],
    [`{"a":${entry(0, 4)},"b":${entry(0, 4)}}`, [1]],
    [`{"a":${entry(0, 8)}}`, [1, 2]],
    ['[]', []],
    ['{"a":', []],
    ['{"a":null}', []],
    [`{"__metadata__":{"k":1},"a":${entry(0, 4)}}`, [1]],
  ] as [string, number[]][]) {
    assert.throws(decode(header, values), { tag: 'corrupt' }, header);
  }
  assert.throws(() => decodeSafetensors(Uint8Array.of(1, 2, 3), 'f'), { tag: 'corrupt' });
  assert.throws(() => decodeSafetensors(new Uint8Array(16).fill(255), 'f'), { tag: 'corrupt' });
  const half = '{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}';
  assert.throws(decode(half, [1]), { tag: 'unsupported', message: /values F32, got F16/ });
});
