import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeNpyBytes, decodeNpyText, encodeNpy, encodeNpyText } from '../../../datasets/npy/index.ts';

/** As `numpy.save` writes it: a header of 118 bytes, then the data. */
function npy(descr: string, data: Uint8Array): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (), }`.padEnd(117);
  const text = `\x93NUMPY\x01\x00\x76\x00${header}\n`;
  return Uint8Array.from([...Array.from(text, (c) => c.charCodeAt(0)), ...data]);
}

test('bytes come back without padding; unicode is no bytes', () => {
  assert.deepEqual([...decodeNpyBytes(npy('|S5', Uint8Array.of(97, 98, 99, 0, 0)))], [97, 98, 99]);
  assert.throws(() => decodeNpyBytes(encodeNpyText('abc')), {
    name: 'UnsupportedError',
    message: /unicode text/,
  });
});

test('big-endian unicode is text, too', () => {
  assert.equal(decodeNpyText(npy('>U2', Uint8Array.of(0, 0, 0, 72, 0, 1, 0xf9, 0x80))), 'H\u{1f980}');
});

test('impossible characters, truncated text and numbers are refused', () => {
  const corrupt = { name: 'CorruptDataError' };
  assert.throws(() => decodeNpyText(npy('<U1', Uint8Array.of(0, 0, 0x11, 0))), corrupt);
  assert.throws(() => decodeNpyText(npy('<U2', Uint8Array.of(72, 0, 0, 0))), corrupt);
  const numbers = encodeNpy({ dataType: 'uint8', shape: [2], data: Uint8Array.of(1, 2) });
  assert.throws(() => decodeNpyText(numbers), { name: 'UnsupportedError', message: /expected one text/ });
});
