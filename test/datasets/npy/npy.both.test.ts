import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CorruptDataError, InvalidDataError, UnsupportedError } from '../../../datasets/errors.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { createNpyVolume, decodeNpy, encodeNpy, type NpyArray } from '../../../datasets/npy/index.ts';
import { assertSameSamples, text } from '../support/blocks.ts';

/** A file as numpy writes it, from its documented layout: magic, version, length, literal, data. */
function npyFile(literal: string, data: number[], version = 1, headerLength = 118): Uint8Array {
  const length =
    version === 1 ? [headerLength & 255, headerLength >> 8] : [headerLength & 255, headerLength >> 8, 0, 0];
  const header = text(`${literal.padEnd(headerLength - 1)}\n`);
  return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length, ...header, ...data);
}

const literal = (descr: string, shape: string, order = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;

test('the header is the one that numpy writes (formats.md 4.14)', () => {
  const array: NpyArray = { dataType: 'uint64', shape: [3, 4, 5], data: new BigUint64Array(60) };
  const bytes = encodeNpy(array);
  assertSameSamples(bytes.subarray(0, 128), npyFile(literal('<u8', '(3, 4, 5)'), []));
  assert.equal(bytes[8], 118);
  assert.equal(bytes.length, 128 + 480);
  const one = encodeNpy({ dataType: 'uint8', shape: [2], data: Uint8Array.of(1, 2) });
  assert.match(
    new TextDecoder().decode(one.subarray(10)),
    /^{'descr': '\|u1', 'fortran_order': False, 'shape': \(2,\), } +\n/,
  );
});

test('both byte orders of every width', () => {
  const cases: [string, number[], number | bigint][] = [
    ['<u2', [1, 2], 513],
    ['>u2', [2, 1], 513],
    ['>i2', [255, 254], -2],
    ['<i4', [254, 255, 255, 255], -2],
    ['>u4', [255, 0, 0, 1], 0xff000001],
    ['<u8', [1, 0, 0, 0, 2, 0, 0, 0], 0x2_0000_0001n],
    ['>i8', [255, 255, 255, 255, 255, 255, 255, 253], -3n],
    ['>f4', [0x3f, 0xc0, 0, 0], 1.5],
    ['<f8', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], 1.5],
    ['|b1', [1], 1],
    ['|i1', [255], -1],
    ['=u2', [1, 2], 513],
  ];
  for (const [descr, data, value] of cases) {
    assertSameSamples(decodeNpy(npyFile(literal(descr, '(1,)'), data)).data, [value]);
  }
});

test('half floats are widened: IEEE 754 values', () => {
  const halves: [number, number][] = [
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0x0000, 0],
  ];
  const data = halves.flatMap(([half]) => [half & 255, half >> 8]);
  const array = decodeNpy(npyFile(literal('<f2', `(${halves.length},)`), data));
  assert.equal(array.dataType, 'float16');
  assertSameSamples(
    array.data,
    halves.map(([, value]) => value),
  );
});

test('Fortran order is transposed: a[i, j, k] stays a[i, j, k]', () => {
  // np.asfortranarray(np.arange(6).reshape(1, 2, 3)) in memory.
  const array = decodeNpy(npyFile(literal('|u1', '(1, 2, 3)', 'True'), [0, 3, 1, 4, 2, 5]));
  assertSameSamples(array.data, [0, 1, 2, 3, 4, 5]);
  const bytes = encodeNpy(
    { dataType: 'uint8', shape: [2, 3], data: Uint8Array.of(0, 3, 1, 4, 2, 5) },
    { fortranOrder: true },
  );
  assertSameSamples(decodeNpy(bytes).data, [0, 1, 2, 3, 4, 5]);
});

test('versions 2 and 3, scalars, empty arrays, Python 2 shapes', () => {
  assertSameSamples(decodeNpy(npyFile(literal('|u1', '(2,)'), [7, 8], 2, 116)).data, [7, 8]);
  assertSameSamples(decodeNpy(npyFile(literal('|u1', '(2,)'), [7, 8], 3, 116)).data, [7, 8]);
  const scalar = decodeNpy(npyFile(literal('<u2', '()'), [1, 2]));
  assert.deepEqual([...scalar.shape], []);
  assertSameSamples(scalar.data, [513]);
  assert.equal(decodeNpy(npyFile(literal('<u2', '(0, 5)'), [])).data.length, 0);
  assert.deepEqual([...decodeNpy(npyFile(literal('|u1', '(2L, 1L)'), [1, 2])).shape], [2, 1]);
});

test('what cannot be read says why', () => {
  assert.throws(
    () => decodeNpy(npyFile(literal('|O', '()'), [0x80, 2]), 'x.npz:origins'),
    /x\.npz:origins: .*pickled/,
  );
  assert.throws(() => decodeNpy(npyFile(literal('<U5', '()'), [])), UnsupportedError);
  assert.throws(() => decodeNpy(npyFile(literal('<c8', '(1,)'), [])), /numpy type <c8/);
  const structured = "{'descr': [('a', '<u4'), ('b', '<f4')], 'fortran_order': False, 'shape': (2,), }";
  assert.throws(() => decodeNpy(npyFile(structured, [])), /a structured one/);
  assert.throws(
    () => decodeNpy(npyFile(literal('<u4', '(2, 2)'), [1, 2, 3])),
    /expected 16 bytes of data.*got 3/,
  );
  assert.throws(() => decodeNpy(npyFile(literal('<u4', '(99999999999, 99999999999)'), [])), CorruptDataError);
  assert.throws(() => decodeNpy(npyFile('{}', [])), /a header with descr/);
  assert.throws(() => decodeNpy(npyFile(literal('|u1', '(1,)'), [1], 4)), /version 1, 2 or 3, got 4/);
  assert.throws(() => decodeNpy(npyFile(literal('|u1', '(1,)'), [1]).subarray(0, 60)), CorruptDataError);
  assert.throws(() => decodeNpy(text('PK not numpy')), InvalidDataError);
  assert.throws(() => decodeNpy(new Uint8Array(0)), InvalidDataError);
  assert.throws(
    () => encodeNpy({ dataType: 'uint8', shape: [3], data: new Uint8Array(2) }),
    InvalidDataError,
  );
});

test('an array [z, y, x] is a volume of the same bytes', async () => {
  const data = Uint8Array.from({ length: 24 }, (_, i) => i);
  const volume = createNpyVolume({ dataType: 'uint8', shape: [2, 3, 4], data }, { origin: xyz(5, 0, 0) });
  assert.deepEqual([...volume.bounds.end], [9, 3, 2]);
  assertSameSamples((await volume.read(boxOf(xyz(6, 2, 1), xyz(2, 1, 1)))).data, [12 + 8 + 1, 12 + 8 + 2]);
});

test('types that volumes do not have are mapped without loss, or refused', () => {
  const labels = createNpyVolume({ dataType: 'int64', shape: [1, 1, 2], data: BigInt64Array.of(3n, 4n) });
  assert.equal(labels.dataType, 'uint64');
  assert.equal(
    createNpyVolume({ dataType: 'bool', shape: [1, 1, 1], data: Uint8Array.of(1) }).dataType,
    'uint8',
  );
  const negative: NpyArray = { dataType: 'int64', shape: [1, 1, 1], data: BigInt64Array.of(-1n) };
  assert.throws(() => createNpyVolume(negative), /int64 labels >= 0, got -1/);
  const wide: NpyArray = { dataType: 'float64', shape: [1, 1, 1], data: Float64Array.of(1) };
  assert.throws(() => createNpyVolume(wide), UnsupportedError);
  assert.throws(
    () => createNpyVolume({ dataType: 'uint8', shape: [4, 4], data: new Uint8Array(16) }),
    /\[z, y, x\]/,
  );
});
