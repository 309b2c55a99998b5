import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../datasets/stores/index.ts';
import { readCheckpoint, tensorValues, weightsFromCheckpoint } from '../../../ffn/model/index.ts';
import {
  type BundleOptions,
  type BundleTensor,
  floats,
  writeBundle,
} from '../../support/tensor-bundle-writer.ts';

const storeOf = (files: Map<string, Uint8Array>): Store => ({
  name: 'mem',
  get: async (key) => files.get(key),
});
const read = (options: BundleOptions) => readCheckpoint(storeOf(writeBundle(options)), 'm');

const BIAS: BundleTensor = { name: 'seed_update/conv0_a/biases', dtype: 1, shape: [2], bytes: floats(1, -2) };
const SLOT: BundleTensor = { ...BIAS, name: 'seed_update/conv0_a/biases/Momentum' };
const STEP: BundleTensor = {
  name: 'global_step',
  dtype: 9,
  shape: [],
  bytes: new Uint8Array(8).fill(1, 0, 1),
};

test('names that share beginnings, scalars, and several data files', async () => {
  const second = {
    ...BIAS,
    name: 'seed_update/conv0_a/weights',
    shape: [1, 2],
    shard: 1,
    bytes: floats(5, 6),
  };
  const checkpoint = await read({ tensors: [STEP, BIAS, SLOT, second], shards: 2 });
  assert.deepEqual([...checkpoint.keys()], [STEP.name, BIAS.name, SLOT.name, second.name]);
  assert.deepEqual(tensorValues(checkpoint.get('global_step')!), BigInt64Array.of(1n));
  assert.deepEqual(tensorValues(checkpoint.get(second.name)!), Float32Array.of(5, 6));
});

test("weights are the network's variables without their scope; steps and optimiser slots stay behind", async () => {
  const weights = weightsFromCheckpoint(await read({ tensors: [STEP, BIAS, SLOT] }));
  assert.deepEqual([...weights.keys()], ['conv0_a/biases']);
  assert.deepEqual(weights.get('conv0_a/biases'), { shape: [2], data: Float32Array.of(1, -2) });
});

test('weights must be there, and float32', async () => {
  const message = /checkpoint: expected tensors named seed_update\/…, got only global_step/;
  const none = await read({ tensors: [STEP] });
  assert.throws(() => weightsFromCheckpoint(none), { name: 'InvalidDataError', message });
  const doubles = await read({ tensors: [{ ...BIAS, dtype: 2, bytes: new Uint8Array(16) }] });
  assert.throws(() => weightsFromCheckpoint(doubles), { message: /expected float32, got float64/ });
});

const REFUSED: readonly [why: string, options: BundleOptions, name: string, message: RegExp][] = [
  [
    'big-endian',
    { tensors: [], bigEndian: true },
    'UnsupportedError',
    /mem\/m\.index: expected little-endian/,
  ],
  ['a newer version', { tensors: [], minConsumer: 2 }, 'UnsupportedError', /for readers of version 1, got 2/],
  [
    'compressed',
    { tensors: [], compression: 1 },
    'UnsupportedError',
    /uncompressed block at offset .*, got compression 1/,
  ],
  [
    'no header',
    { tensors: [], headerKey: 'a' },
    'CorruptDataError',
    /a header under the empty key, got "a" first/,
  ],
  ['no data files', { tensors: [], shards: 0 }, 'CorruptDataError', /at least one data file, got 0/],
  ['partitioned', { tensors: [{ ...BIAS, sliced: true }] }, 'UnsupportedError', /expected a whole variable/],
  [
    'an unknown type',
    { tensors: [{ ...BIAS, dtype: 77 }] },
    'UnsupportedError',
    /a known type, got type code 77/,
  ],
  [
    'a wrong size',
    { tensors: [{ ...BIAS, shape: [3] }] },
    'CorruptDataError',
    /12 bytes of float32 \[3\], got 8/,
  ],
  [
    'no such data file',
    { tensors: [{ ...BIAS, shard: 3 }] },
    'CorruptDataError',
    /a data file below 1, got 3/,
  ],
  [
    'past the end',
    { tensors: [{ ...BIAS, offset: 4 }] },
    'CorruptDataError',
    /8 bytes at offset 4, got a file of 8 bytes/,
  ],
  [
    'unsorted names',
    { tensors: [BIAS, STEP] },
    'CorruptDataError',
    /a key after "seed_update.*got "global_step"/,
  ],
];

for (const [why, options, name, message] of REFUSED) {
  test(`refused: ${why}`, () => assert.rejects(read(options), { name, message }));
}

test('a tensor is named where its bytes fail their checksum', async () => {
  const files = writeBundle({ tensors: [BIAS] });
  files.get('m.data-00000-of-00001')![5] ^= 0x10;
  await assert.rejects(readCheckpoint(storeOf(files), 'm'), {
    name: 'CorruptDataError',
    message:
      /mem\/m\.data-00000-of-00001, tensor "seed_update\/conv0_a\/biases": expected CRC .* of 8 bytes at offset 0/,
  });
});

test('every truncation and every flipped byte of an index is an error of ours', async () => {
  const files = writeBundle({ tensors: [STEP, BIAS] });
  const whole = files.get('m.index')!;
  const refused = async (index: Uint8Array, what: string) => {
    files.set('m.index', index);
    const error = await readCheckpoint(storeOf(files), 'm').then(
      () => undefined,
      (e: unknown) => e,
    );
    assert.match(String(error), /^(CorruptDataError|UnsupportedError): mem\/m\./, what);
  };
  for (let length = 0; length < whole.length; length++)
    await refused(whole.slice(0, length), `length ${length}`);
  for (let i = 0; i < whole.length; i++) {
    const flipped = whole.slice();
    flipped[i] ^= 0x41;
    await refused(flipped, `byte ${i}`);
  }
});

test('a missing file is named', async () => {
  await assert.rejects(readCheckpoint(storeOf(new Map()), 'm'), {
    name: 'MissingError',
    message: /mem\/m\.index: /,
  });
  const files = writeBundle({ tensors: [BIAS] });
  files.delete('m.data-00000-of-00001');
  await assert.rejects(readCheckpoint(storeOf(files), 'm'), {
    name: 'MissingError',
    message: /m\.data-00000-of-00001/,
  });
});
