/** Arrays that zarr-python's N5Store wrote (test/fixtures/zarr/make.py), and blocks put together by the specification. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openN5 } from '../../../datasets/n5/index.ts';
import { volumeOfScale } from '../../../datasets/scale-volume.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { zipStore } from '../../support/zip-store.ts';

const CASES = [
  ['raw-u2', 'uint16', 100],
  ['gzip-u1', 'uint8', 1],
  ['zstd-u8', 'uint64', 2 ** 40],
  ['blosc-f4', 'float32', 0.5],
] as const;

for (const [name, type, factor] of CASES) {
  test(`N5: ${name} has the voxels that were written`, async () => {
    const { volume } = await openN5(zipStore('test/fixtures/n5/n5.zip', name));
    const { data, dataType } = await volumeOfScale(volume!, 0).read({ begin: [0, 0, 0], end: [44, 18, 6] });
    assert.equal(dataType, type);
    let i = 0;
    for (let z = 0; z < 6; z++)
      for (let y = 0; y < 18; y++)
        for (let x = 0; x < 44; x++, i++) {
          const n = (x + 3 * y + 7 * z) * factor;
          const wanted = type === 'uint8' ? n & 255 : type === 'uint64' ? BigInt(n) : n;
          if (data[i] !== wanted) assert.fail(`${x},${y},${z}: ${data[i]} for ${wanted}`);
        }
  });
}

test('compressions that are not read are named', async () => {
  await assert.rejects(openN5(zipStore('test/fixtures/n5/n5.zip', 'xz-u1')), {
    tag: 'unsupported',
    message: /xz-u1\/attributes\.json: compression: expected raw, gzip.*got xz\. Rewrite the array/,
  });
});

const text = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
/** The 3 x 2 uint16 block of the specification, of mode 0 or 1. */
const block = (mode: number, ...values: number[]) =>
  Uint8Array.from([
    ...[0, mode, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2],
    ...(mode === 1 ? [0, 0, 0, 6] : []),
    ...values.flatMap((n) => [n >> 8, n & 255]),
  ]);
const ARRAY = { dimensions: [3, 2], blockSize: [4, 4], dataType: 'uint16', compression: { type: 'raw' } };
const VALUES = [1, 2, 300, 4, 5, 600];

async function readBlock(bytes: Uint8Array, attributes: unknown = ARRAY) {
  const store = createMemoryStore('n5', [
    ['attributes.json', text(attributes)],
    ['0/0', bytes],
  ]);
  return [...(await (await openN5(store)).volume!.readChunk(0, [0, 0, 0])).data];
}

test('blocks of both modes, and of the first versions', async () => {
  assert.deepEqual(await readBlock(block(0, ...VALUES)), VALUES);
  assert.deepEqual(await readBlock(block(1, ...VALUES)), VALUES);
  const { compression: _, ...old } = ARRAY;
  assert.deepEqual(await readBlock(block(0, ...VALUES), { ...old, compressionType: 'raw' }), VALUES);
});

test('an lz4-java stream, stored and compressed', async () => {
  const frame = (method: number, data: readonly number[], size: number) => [
    ...new TextEncoder().encode('LZ4Block'),
    ...[method | 5, data.length, 0, 0, 0, size, 0, 0, 0, 0, 0, 0, 0],
    ...data,
  ];
  // Five literals 0 and a match of seven at distance 1.
  const packed = [0x13, 0, 1, 0, 0x40, 0, 0, 0, 9];
  const samples = [...frame(0x20, packed, 12), ...frame(0x10, [], 0)];
  const bytes = Uint8Array.from([...block(0), ...samples]);
  const array = { ...ARRAY, compression: { type: 'lz4' } };
  assert.deepEqual(await readBlock(bytes, array), [0, 0, 0, 0, 0, 9]);
});

test('damaged blocks and attributes are errors that say what to do', async () => {
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [
      block(0, ...VALUES).slice(0, 20),
      /n5\/0\/0: expected 12 bytes of samples, got 8\. The block is truncated/,
    ],
    [block(2, ...VALUES), /expected a block of mode 0 or 1, got mode 2/],
    [new TextEncoder().encode('<html>'), /expected an N5 block, got HTML/],
    [new Uint8Array(5), /expected a header of 12 bytes, got 5/],
  ];
  for (const [bytes, message] of cases) await assert.rejects(readBlock(bytes), message);
  await assert.rejects(
    readBlock(block(0), { ...ARRAY, dataType: 'string' }),
    /dataType: expected one of uint8/,
  );
  await assert.rejects(readBlock(block(0), { ...ARRAY, blockSize: [4] }), /blockSize: expected 2 positive/);
  await assert.rejects(openN5(createMemoryStore('void')), { tag: 'missing' });
});

test('levels by the lists of the group, by their own factors, and by their sizes', async () => {
  const level = (size: number, more = {}) =>
    text({ ...ARRAY, dimensions: [size, size, size], blockSize: [4, 4, 4], ...more });
  const open = async (group: unknown, s1 = {}) => {
    const store = createMemoryStore('n5', [
      ['attributes.json', text(group)],
      ['s0/attributes.json', level(8)],
      ['s1/attributes.json', level(4, s1)],
    ]);
    const { scales } = (await openN5(store)).volume!;
    return scales.map(({ name, voxelSizeNm }) => [name, ...voxelSizeNm]);
  };
  const pixelResolution = { unit: 'um', dimensions: [0.004, 0.004, 0.04] };
  const wanted = [
    ['s0', 4, 4, 40],
    ['s1', 8, 8, 40],
  ];
  const factors = [
    [1, 1, 1],
    [2, 2, 1],
  ];
  assert.deepEqual(await open({ pixelResolution, downsamplingFactors: factors }), wanted);
  assert.deepEqual(
    await open({ resolution: [4, 4, 40], units: ['nm', 'nm', 'nm'], scales: factors }),
    wanted,
  );
  assert.deepEqual(await open({ pixelResolution }, { downsamplingFactors: [2, 2, 1] }), wanted);
  assert.deepEqual((await open({ resolution: [1, 1, 1] }))[1], ['s1', 2, 2, 2]);
});
