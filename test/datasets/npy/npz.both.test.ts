import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CorruptDataError, MissingError, UnsupportedError } from '../../../datasets/errors.ts';
import {
  decodeNpyBytes,
  decodeNpyText,
  encodeNpyText,
  encodeNpz,
  openNpz,
} from '../../../datasets/npy/index.ts';
import { assertSameSamples, randomSamples, text } from '../support/blocks.ts';

const data = randomSamples('uint32', 60, 5) as Uint32Array;
const counters = JSON.stringify({ 'voxels-segmented': 42, note: 'µ𝛼' });
const file = encodeNpz({ segmentation: { dataType: 'uint32', shape: [3, 4, 5], data }, counters });

test('arrays and texts come back by name', () => {
  const npz = openNpz(file);
  assert.deepEqual([...npz.names], ['segmentation', 'counters']);
  const array = npz.read('segmentation');
  assert.deepEqual([...array.shape], [3, 4, 5]);
  assertSameSamples(array.data, data);
  assert.equal(npz.readText('counters'), counters);
});

test('the same arrays give the same bytes', () => {
  assertSameSamples(
    encodeNpz({ segmentation: { dataType: 'uint32', shape: [3, 4, 5], data }, counters }),
    file,
  );
});

/**
 * An NPZ as numpy writes one, made by Python's zipfile with `force_zip64` (numpy's setting): deflated
 * `segmentation` uint16 (1, 2, 3), deflated pickled `origins`, stored `stored` uint8 (2,).
 */
const FROM_PYTHON = Uint8Array.from(
  atob(
    [
      'UEsDBC0AAAAIAAAAIQC62+KF//////////8QABQAc2VnbWVudGF0aW9uLm5weQEAEACMAAAAAAAAAFQAAAAAAAAAm+wX6hsQychQ',
      'xlCtnpJanFykbqWgblNqpK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjoKRjoKxpo6CrUK5AEuBgZGIPz/n4GBnQEA',
      'UEsDBC0AAAAIAAAAIQAjVQY8//////////8LABQAb3JpZ2lucy5ucHkBABAAhgAAAAAAAABHAAAAAAAAAJvsF+obEMnIUMZQrZ6S',
      'WpxcpG6loF7jr66joJ6WX1RSlJgXn1+UkgoSdkvMKU4FihdnJBakAvkamjoKtQqUAa4GptpCBj0AUEsDBC0AAAAAAAAAIQB/A2Q8',
      '//////////8KABQAc3RvcmVkLm5weQEAEACCAAAAAAAAAIIAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRy',
      'YW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg',
      'ICAgICAgICAgICAgICAgICAgIAoFBlBLAQItAy0AAAAIAAAAIQC62+KFVAAAAIwAAAAQAAAAAAAAAAAAAACAAQAAAABzZWdtZW50',
      'YXRpb24ubnB5UEsBAi0DLQAAAAgAAAAhACNVBjxHAAAAhgAAAAsAAAAAAAAAAAAAAIABlgAAAG9yaWdpbnMubnB5UEsBAi0DLQAA',
      'AAAAAAAhAH8DZDyCAAAAggAAAAoAAAAAAAAAAAAAAIABGgEAAHN0b3JlZC5ucHlQSwUGAAAAAAMAAwCvAAAA2AEAAAAA',
    ].join(''),
  ),
  (character) => character.charCodeAt(0),
);

test('reads what Python zipped; a pickled member is refused by name and does not prevent the others', () => {
  const npz = openNpz(FROM_PYTHON, 'seg.npz');
  assert.deepEqual([...npz.names], ['segmentation', 'origins', 'stored']);
  assert.throws(
    () => npz.read('origins'),
    (error) => error instanceof UnsupportedError && /seg\.npz:origins: .*pickled/.test(error.message),
  );
  assertSameSamples(npz.read('segmentation').data, [0, 1, 1, 65535, 0, 7]);
  assertSameSamples(npz.read('stored').data, [5, 6]);
  assert.throws(() => npz.readText('segmentation'), UnsupportedError);
});

test('a name that is not there lists those that are', () => {
  assert.throws(() => openNpz(file, 'seg.npz').read('labels'), MissingError);
  assert.throws(
    () => openNpz(file, 'seg.npz').read('labels'),
    /an array "labels", got only segmentation, counters/,
  );
});

test('torn files are refused', () => {
  assert.throws(() => openNpz(file.subarray(0, file.length - 40)), CorruptDataError);
  assert.throws(() => openNpz(text('no zip')), CorruptDataError);
  const damaged = file.slice();
  damaged.fill(0xff, 60, 90);
  assert.throws(() => openNpz(damaged).read('segmentation'), CorruptDataError);
});

test("texts: numpy's unicode scalar, its empty text, bytes of Python 2", () => {
  const bytes = encodeNpyText('a𝛼');
  assert.match(
    new TextDecoder().decode(bytes.subarray(10, 128)),
    /^{'descr': '<U2', 'fortran_order': False, 'shape': \(\), }/,
  );
  assertSameSamples(bytes.subarray(-8), [0x61, 0, 0, 0, 0xfc, 0xd6, 1, 0]);
  assert.equal(decodeNpyText(bytes), 'a𝛼');
  assert.equal(decodeNpyText(encodeNpyText('')), '');
  const header = "{'descr': '|S7', 'fortran_order': False, 'shape': (), }".padEnd(69);
  const old = Uint8Array.of(0x93, ...text('NUMPY'), 1, 0, 70, 0, ...text(`${header}\n`), ...text('{"a":1}'));
  assert.equal(decodeNpyText(old), '{"a":1}');
  assertSameSamples(decodeNpyBytes(old), text('{"a":1}'));
  assert.throws(() => decodeNpyText(old.subarray(0, old.length - 1)), CorruptDataError);
});

test('a directory that promises more than its bytes can unpack to is refused before memory is taken', () => {
  const bytes = encodeNpz({ image: { dataType: 'uint8', shape: [100], data: new Uint8Array(100) } });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const central = bytes.findLastIndex(
    (_, i) => i + 4 <= bytes.length && view.getUint32(i, true) === 0x02014b50,
  );
  view.setUint32(central + 24, 2_000_000_000, true);
  assert.throws(() => openNpz(bytes).read('image'), { name: 'CorruptDataError' });
  // Nor does it help to lie about both sizes.
  view.setUint32(central + 20, 2_000_000_000, true);
  assert.throws(() => openNpz(bytes).read('image'), {
    name: 'CorruptDataError',
    message: /got 2000000000 by the directory/,
  });
});
