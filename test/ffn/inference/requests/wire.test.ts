import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeMessage,
  encodeMessage,
  hasField,
  type MessageName,
  parseInferenceRequest,
  parseMessage,
} from '../../../../ffn/inference/index.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const encode = (name: MessageName, text: string): string =>
  hex(encodeMessage(name, parseMessage(name, text, 'text')));

/** 150 is `96 01` and "testing" is `07 74…` in protobuf's own guide; the others follow from its rules. */
const WORKED: readonly (readonly [name: MessageName, text: string, hex: string])[] = [
  ['Vector3j', 'x: 150', '08 96 01'],
  ['Vector3j', 'x: -2 z: 0', '08 fe ff ff ff ff ff ff ff ff 01 18 00'],
  ['CounterValue', 'name: "testing"', '0a 07 74 65 73 74 69 6e 67'],
  [
    'BoundingBox',
    'start { x: 150 } object_label: 18446744073709551615',
    '0a 03 08 96 01 20 ff ff ff ff ff ff ff ff ff 01',
  ],
  [
    'MaskChannelConfig',
    'values: [3, 270] channel: -1 min_value: 1 invert: true',
    '08 ff ff ff ff ff ff ff ff ff 01 15 00 00 80 3f 20 01 28 03 28 8e 02',
  ],
  ['Vector3d', 'y: 1', '11 00 00 00 00 00 00 f0 3f'],
  ['AlignmentOptions', 'type: UNKNOWN_ALIGNMENT', '08 00'],
  ['MaskConfig', 'image { }', '12 00'],
  [
    'InferenceRequest',
    'seed_masks { invert: true } image { hdf5: "a:b" }',
    'c2 01 05 1a 03 61 3a 62 f2 01 02 20 01',
  ],
];

test("messages as protobuf's guide encodes them, and back", () => {
  for (const [name, text, expected] of WORKED) {
    assert.equal(encode(name, text), expected.replaceAll(' ', ''), text);
    assert.deepEqual(decodeMessage(name, bytes(expected)), parseMessage(name, text, 'text'), text);
  }
});

test('packed lists are read, too; unknown fields, and known ones of another type, are passed over', () => {
  const channel = decodeMessage('MaskChannelConfig', bytes('2a 03 03 8e 02 28 05'));
  assert.deepEqual(channel.values, [3n, 270n, 5n]);
  // Fields 100 (varint), 101 (bytes), 102 (fixed32), 103 (fixed64), and x as a float.
  const unknown = 'a0 06 05 aa 06 02 61 62 b5 06 00 00 00 00 b9 06 00 00 00 00 00 00 00 00 0d 00 00 00 00';
  assert.deepEqual(decodeMessage('Vector3j', bytes(`${unknown} 10 07`)), { x: 0, y: 7, z: 0 });
});

test('what is set is known afterwards; a changed copy is written by its values', () => {
  const options = decodeMessage('InferenceOptions', bytes('15 00 00 00 00'));
  assert.equal(hasField(options, 'pad_value'), true);
  assert.equal(hasField(options, 'init_activation'), false);
  const request = parseInferenceRequest('image_mean: 128 batch_size: 1');
  assert.equal(hex(encodeMessage('InferenceRequest', request)), '1500000043d80101');
  assert.equal(
    hex(encodeMessage('InferenceRequest', { ...request, imageStddev: 0.5 })),
    '15000000431d0000003f',
  );
});

test('bytes that are no message are refused', () => {
  for (const wrong of ['08', '10 ff ff ff ff ff ff ff ff ff ff 01', '0a 05 61', '0f']) {
    assert.throws(() => decodeMessage('CounterValue', bytes(wrong), 'seg.npz:request'), {
      name: 'CorruptDataError',
      message: /seg\.npz:request: expected the bytes of a ffn\.CounterValue, got /,
    });
  }
});
