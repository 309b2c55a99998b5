/** Records against protobufjs with TensorFlow's message types, and a framing written from its description. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobuf from 'protobufjs';
import { type Xyz, xyz } from '../../../../datasets/geometry/index.ts';
import {
  createRecordEncoder,
  decodeExample,
  encodeExample,
  readRecords,
} from '../../../../ffn/training/index.ts';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message BytesList { repeated bytes value = 1; }
  message FloatList { repeated float value = 1 [packed = true]; }
  message Int64List { repeated int64 value = 1 [packed = true]; }
  message Feature { oneof kind { BytesList bytes_list = 1; FloatList float_list = 2; Int64List int64_list = 3; } }
  message Features { map<string, Feature> feature = 1; }
  message Example { Features features = 1; }
`);
const Example = root.lookupType('Example');

interface Plain {
  readonly features: {
    readonly feature: Readonly<
      Record<
        string,
        {
          readonly int64List?: { readonly value: readonly string[] };
          readonly bytesList?: { readonly value: readonly string[] };
        }
      >
    >;
  };
}

/** Bit by bit, from the polynomial. */
function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

const slowMasked = (bytes: Uint8Array): bigint => {
  const crc = BigInt(slowCrc32c(bytes));
  return (((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn;
};

/** Records of whole bytes. @returns x, y, z and name of each. */
function readSlowly(bytes: Uint8Array): [number[], string][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: [number[], string][] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    assert.equal(BigInt(view.getUint32(at + 8, true)), slowMasked(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    assert.equal(BigInt(view.getUint32(at + 12 + length, true)), slowMasked(data));
    const message = Example.toObject(Example.decode(data), { longs: String, bytes: String }) as Plain;
    const { feature } = message.features;
    assert.deepEqual(Object.keys(feature).sort(), ['center', 'label_volume_name']);
    const [name = ''] = feature['label_volume_name']!.bytesList!.value;
    found.push([feature['center']!.int64List!.value.map(Number), Buffer.from(name, 'base64').toString()]);
    at += 16 + length;
  }
  return found;
}

test('the check value of CRC-32C, which the slow one must give', () => {
  assert.equal(slowCrc32c(new TextEncoder().encode('123456789')), 0xe3069283);
});

const LARGE = xyz(40_000, 300, 130);

test('coordinates of every length of varint, in two volumes', () => {
  const encode = createRecordEncoder([
    { name: 'a', size: xyz(5, 4, 3), firstIndex: 0 },
    { name: 'validation1', size: LARGE, firstIndex: 60 },
  ]);
  const places: readonly (readonly [string, Xyz])[] = [
    ['a', xyz(0, 0, 0)],
    ['a', xyz(4, 3, 2)],
    ...[0, 127, 128, 16_383, 16_384, 39_999].flatMap((x) =>
      [0, 127, 128, 299].flatMap((y) => [0, 127, 128].map((z) => ['validation1', xyz(x, y, z)] as const)),
    ),
  ];
  const indices = places.map(([name, [x, y, z]]) =>
    name === 'a' ? (z * 4 + y) * 5 + x : 60 + (z * LARGE[1] + y) * LARGE[0] + x,
  );
  const expected = places.map(([name, center]) => [[...center], name]);
  assert.deepEqual(readSlowly(encode(Uint32Array.from(indices))), expected);
  assert.deepEqual(readSlowly(encode(Float64Array.from(indices))), expected);
});

const record = (example: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(example.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(example.length), true);
  view.setUint32(8, Number(slowMasked(bytes.subarray(0, 8))), true);
  bytes.set(example, 12);
  view.setUint32(12 + example.length, Number(slowMasked(example)), true);
  return bytes;
};

async function readAll(chunks: readonly Uint8Array[]): Promise<unknown[]> {
  const found: unknown[] = [];
  const stream = (async function* () {
    yield* chunks;
  })();
  for await (const records of readRecords(stream, 'f'))
    for (const data of records) found.push(decodeExample(data, 'f'));
  return found;
}

test('a stream is read however it is cut', async () => {
  const coordinates = [1, 200, 70_000].map((n) => ({ center: xyz(n, 2 * n, 3), volume: `v${n}` }));
  const bytes = Buffer.concat(coordinates.map((c) => record(encodeExample(c))));
  for (const size of [1, 7, 12, 13, 50, bytes.length]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    assert.deepEqual(await readAll(chunks), coordinates, `${size} bytes at once`);
  }
});

test('a flipped bit anywhere and a stream that ends early are errors that say where', async () => {
  const one = record(encodeExample({ center: xyz(5, 6, 7), volume: 'v' }));
  const bytes = Buffer.concat([one, one]);
  for (let at = one.length; at < bytes.length; at++) {
    const damaged = Uint8Array.from(bytes);
    damaged[at]! ^= 16;
    await assert.rejects(
      readAll([damaged]),
      new RegExp(`f: record at offset ${one.length}: expected`),
      `byte ${at}`,
    );
  }
  await assert.rejects(
    readAll([bytes.subarray(0, bytes.length - 3)]),
    /expected a whole record, got \d+ bytes of one/,
  );
});

test('examples of other features, of the wrong number of values, and no examples', () => {
  const encode = (feature: object) => Example.encode(Example.fromObject({ features: { feature } })).finish();
  const center = { int64List: { value: [1, 2, 3] } };
  const name = { bytesList: { value: [Buffer.from('v').toString('base64')] } };
  assert.deepEqual(decodeExample(encode({ label_volume_name: name, center }), 'f'), {
    center: [1, 2, 3],
    volume: 'v',
  });
  assert.throws(
    () => decodeExample(encode({ center, label_volume_name: name, extra: name }), 'f'),
    /got the feature "extra"/,
  );
  assert.throws(() => decodeExample(encode({ center }), 'f'), /got 3 and 0/);
  const two = { int64List: { value: [1, 2] } };
  assert.throws(() => decodeExample(encode({ center: two, label_volume_name: name }), 'f'), /got 2 and 1/);
  const negative = { int64List: { value: [1, 2, -3] } };
  assert.throws(() => decodeExample(encode({ center: negative, label_volume_name: name }), 'f'), /from 0 on/);
  assert.throws(() => decodeExample(Uint8Array.of(10, 200, 1), 'f'), /expected a tf.train.Example/);
});
