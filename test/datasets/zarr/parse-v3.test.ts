/** Zarr 3 arrays that zarrita, an independent implementation, writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as zarr from 'zarrita';
import { volumeOfScale } from '../../../datasets/scale-volume.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { openZarr } from '../../../datasets/zarr/index.ts';
import { createZarritaStore } from '../../support/zarrita-store.ts';

type Codec = { readonly name: string; readonly configuration: Record<string, unknown> };
const LITTLE: Codec = { name: 'bytes', configuration: { endian: 'little' } };
const BIG: Codec = { name: 'bytes', configuration: { endian: 'big' } };
const blosc = (cname: string, shuffle: string): Codec => ({
  name: 'blosc',
  configuration: { cname, clevel: 5, shuffle, typesize: 2, blocksize: 0 },
});

const CASES: readonly (readonly [name: string, codecs: readonly Codec[], separator?: '.' | '/'])[] = [
  ['plain', [LITTLE]],
  ['big-endian', [BIG], '.'],
  ['zstd', [LITTLE, { name: 'zstd', configuration: { level: 3, checksum: false } }]],
  ['lz4', [LITTLE, { name: 'lz4', configuration: {} }]],
  ['blosc lz4', [LITTLE, blosc('lz4', 'shuffle')]],
  ['blosc zstd', [LITTLE, blosc('zstd', 'bitshuffle')]],
  ['transposed', [{ name: 'transpose', configuration: { order: [1, 2, 0] } }, LITTLE]],
  [
    'transposed, big-endian, compressed',
    [{ name: 'transpose', configuration: { order: [2, 0, 1] } }, BIG, blosc('blosclz', 'noshuffle')],
  ],
];

for (const [name, codecs, chunkSeparator] of CASES) {
  test(`Zarr 3: ${name} has the voxels that zarrita wrote`, async () => {
    const { objects, store } = createZarritaStore();
    const shape = [5, 7, 11];
    const array = await zarr.create(objects as never, {
      shape,
      chunkShape: [2, 4, 8],
      dtype: 'uint16',
      codecs: codecs as never,
      dimensionNames: ['z', 'y', 'x'],
      ...(chunkSeparator && { chunkSeparator }),
    });
    const data = Uint16Array.from({ length: 5 * 7 * 11 }, (_, i) => (i * 193) & 0xffff);
    await zarr.set(array as never, null, { data, shape, stride: [77, 11, 1] } as never);
    const { volume, warnings } = await openZarr(store);
    const block = await volumeOfScale(volume!, 0).read({ begin: [0, 0, 0], end: [11, 7, 5] });
    assert.deepEqual([...block.data], [...data]);
    assert.deepEqual(warnings, ['axes have no unit of length: sizes of voxels are not known']);
  });
}

const GOOD = {
  zarr_format: 3,
  node_type: 'array',
  shape: [4, 4, 4],
  data_type: 'uint8',
  chunk_grid: { name: 'regular', configuration: { chunk_shape: [4, 4, 4] } },
  chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
  fill_value: 0,
  codecs: [{ name: 'bytes' }],
};

const openWith = (json: unknown, chunk: Uint8Array = new Uint8Array(64)) =>
  openZarr(
    createMemoryStore('a', [
      ['zarr.json', new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json))],
      ['c/0/0/0', chunk],
    ]),
  );

test('metadata that are wrong name their field, what was expected and what to do', async () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    ['<html><body>Not found</body></html>', /a\/zarr\.json: expected JSON, got HTML\. A host that answers/],
    [{ ...GOOD, shape: [4, 4] }, /chunk_shape: expected 2 integers >= 1/],
    [{ ...GOOD, data_type: 'complex64' }, /data_type: expected bool or uint8.*got "complex64"/],
    [{ ...GOOD, fill_value: 300 }, /fill_value: expected a value of uint8, got 300/],
    [{ ...GOOD, fill_value: undefined }, /fill_value: expected a value, got nothing/],
    [
      { ...GOOD, codecs: [{ name: 'bytes' }, { name: 'pcodec' }] },
      /codecs\[1\]: expected a compression among gzip/,
    ],
    [{ ...GOOD, codecs: [{ name: 'gzip' }] }, /codecs\[0\]: expected transpose or bytes or sharding_indexed/],
    [{ ...GOOD, data_type: 'uint16' }, /codecs\[0\]: endian: expected "little" or "big"/],
    [{ ...GOOD, chunk_grid: { name: 'rectilinear' } }, /chunk_grid: expected regular/],
    [{ ...GOOD, storage_transformers: [{ name: 'x' }] }, /storage_transformers: expected none/],
    [{ ...GOOD, novelty: { name: 'x' } }, /novelty: expected only keys of Zarr 3/],
    [{ ...GOOD, shape: [4, 4, -1] }, /shape: expected integers >= 0/],
  ];
  for (const [json, message] of cases) await assert.rejects(openWith(json), message);
  await openWith({ ...GOOD, novelty: { must_understand: false } });
});

test('a truncated chunk, and a page in its place, are errors with a cure', async () => {
  const read = async (chunk: Uint8Array, codecs: unknown = GOOD.codecs) => {
    const { volume } = await openWith({ ...GOOD, codecs }, chunk);
    return volume!.readChunk(0, [0, 0, 0]);
  };
  assert.equal((await read(new Uint8Array(64).fill(9))).data[5], 9);
  await assert.rejects(read(new Uint8Array(63)), {
    tag: 'corrupt',
    message: /a\/c\/0\/0\/0: expected 64 bytes of samples, got 63\. The object is truncated/,
  });
  const page = new TextEncoder().encode('<html>gone</html>');
  await assert.rejects(read(page), /which begin like HTML/);
  const packed = (name: string) => [{ name: 'bytes' }, { name }];
  for (const name of ['gzip', 'zlib', 'zstd', 'blosc', 'lz4', 'crc32c'])
    await assert.rejects(read(page, packed(name)), { tag: 'corrupt' }, name);
});
