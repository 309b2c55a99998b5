/** Arrays that zarr-python and numcodecs wrote: test/fixtures/zarr/make.py. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeOfScale } from '../../../datasets/scale-volume.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { openZarr } from '../../../datasets/zarr/index.ts';
import { zipStore } from '../../support/zip-store.ts';

const FIXTURE = 'test/fixtures/zarr/v2.zip';

async function readAll(name: string, scale = 0) {
  const source = await openZarr(zipStore(FIXTURE, name));
  const volume = volumeOfScale(source.volume!, scale);
  return { source, volume, block: await volume.read(volume.bounds) };
}

/** (x + 3 y + 7 z) * factor, wrapped to the type, x fastest. */
function expected(data: { readonly length: number }, size: readonly number[], factor: number, type: string) {
  const out: (number | bigint)[] = [];
  const wrap: Record<string, (n: number) => number | bigint> = {
    uint8: (n) => n & 255,
    uint16: (n) => n & 65_535,
    int16: (n) => (n << 16) >> 16,
    uint64: (n) => BigInt(n),
  };
  for (let z = 0; z < size[2]!; z++)
    for (let y = 0; y < size[1]!; y++)
      for (let x = 0; x < size[0]!; x++) out.push((wrap[type] ?? Number)((x + 3 * y + 7 * z) * factor + 0));
  assert.equal(data.length, out.length);
  return out;
}

const CASES: readonly (readonly [name: string, type: string, factor: number])[] = [
  ['raw-u1', 'uint8', 1],
  ['raw-be-u2', 'uint16', 100],
  ['f-order-u4', 'uint32', 70_000],
  ['gzip-i2', 'int16', -5],
  ['zlib-f4', 'float32', 0.5],
  ['zstd-u8', 'uint64', 2 ** 40],
  ['lz4-i4', 'int32', -70_000],
  ['f8', 'float32', 0.25],
  ['i8', 'uint64', 3],
  ['slash-u1', 'uint8', 1],
  ...['blosclz', 'lz4', 'lz4hc', 'zlib', 'zstd'].flatMap((cname) =>
    ['none', 'bytes', 'bits'].map((shuffle) => [`blosc-${cname}-${shuffle}-u2`, 'uint16', 9] as const),
  ),
  ['blosc-bits-u8', 'uint64', 2 ** 33],
  ['blosc-blocks-u4', 'uint32', 3],
  ['blosc-blocks-zstd-u4', 'uint32', 3],
  ['blosc-odd-bits-u1', 'uint8', 1],
];

for (const [name, type, factor] of CASES) {
  test(`Zarr 2: ${name} has the voxels that were written`, async () => {
    const { volume, block } = await readAll(name);
    assert.equal(volume.dataType, type);
    assert.deepEqual(volume.bounds, { begin: [0, 0, 0], end: [44, 18, 6] });
    const wanted = expected(block.data, block.size, factor, type);
    assert.equal(
      wanted.findIndex((n, i) => block.data[i] !== n),
      -1,
    );
  });
}

test('bytes that did not compress are stored, and read', async () => {
  const { block } = await readAll('blosc-stored-u1');
  // numpy.random.RandomState(1).randint(0, 256, …)
  assert.deepEqual([...block.data.subarray(0, 6)], [37, 235, 140, 72, 255, 137]);
});

test('what is not stored is the fill value', async () => {
  const { block } = await readAll('fill-u2');
  const at = (x: number, y: number, z: number) => block.data[x + 8 * (y + 8 * z)];
  assert.deepEqual([at(0, 0, 0), at(4, 3, 1), at(4, 3, 2), at(7, 7, 3)], [77, 5, 77, 77]);
});

test('an OME-NGFF 0.4 image has its scales, sizes, offsets and channels', async () => {
  const { source, volume, block } = await readAll('ome', 1);
  assert.equal(source.title, 'Zarr 2, OME-NGFF 0.4');
  assert.deepEqual(
    source.volume!.scales.map(({ name, bounds, chunkSize, voxelSizeNm, encoding }) => [
      name,
      bounds.begin,
      bounds.end,
      chunkSize,
      voxelSizeNm,
      encoding,
    ]),
    [
      ['0', [10, 10, 10], [30, 26, 18], [8, 8, 4], [8, 8, 40], 'blosc (zstd)'],
      ['1', [5, 5, 5], [15, 13, 9], [8, 8, 4], [16, 16, 80], 'blosc (zstd)'],
    ],
  );
  assert.equal(volume.numChannels, 2);
  const first = expected({ length: 320 }, [10, 8, 4], 1, 'uint8');
  const second = expected({ length: 320 }, [10, 8, 4], 2, 'uint8');
  assert.deepEqual([...block.data], [...first, ...second]);
  assert.deepEqual(source.warnings, []);
});

test('a group, or nothing, says what to name instead', async () => {
  const group = createMemoryStore('group', [
    ['.zgroup', new TextEncoder().encode('{"zarr_format":2}')],
    ['em/.zarray', new TextEncoder().encode('{}')],
  ]);
  await assert.rejects(
    openZarr(group),
    /group: expected an array, or an OME-NGFF image, got a group .*: em$/,
  );
  await assert.rejects(openZarr(createMemoryStore('void')), { tag: 'missing' });
});
