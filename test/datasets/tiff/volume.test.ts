/** Files that tifffile, libtiff, Pillow and ImageMagick wrote: test/fixtures/tiff/make.py, values by a formula. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Box, boxOf, boxSize, xyz } from '../../../datasets/geometry/index.ts';
import { openTiff, openTiffStack, type TiffVolume } from '../../../datasets/tiff/index.node.ts';
import { repoPath } from '../../support/paths.ts';
import { assertSameSamples } from '../support/blocks.ts';

const at = (name: string) => repoPath('test/fixtures/tiff', name);
const WHOLE = boxOf(xyz(0, 0, 0), xyz(20, 19, 3));
/** Crosses strips and tiles, and begins and ends inside them. */
const BOX = boxOf(xyz(13, 6, 1), xyz(6, 12, 2));

type Change = (value: number) => number;
const same: Change = (value) => value;

/** The formula of make.py, x fastest. */
function formula(box: Box, change: Change = same): number[] {
  const [nx, ny, nz] = boxSize(box);
  return Array.from({ length: nx * ny * nz }, (_, i) => {
    const x = box.begin[0] + (i % nx);
    const y = box.begin[1] + (Math.floor(i / nx) % ny);
    const z = box.begin[2] + Math.floor(i / (nx * ny));
    return change((x + 7 * y + 31 * z) % 251);
  });
}

async function withVolume(volume: Promise<TiffVolume>, use: (volume: TiffVolume) => Promise<void>) {
  const opened = await volume;
  try {
    await use(opened);
  } finally {
    opened.close();
  }
}

async function assertVoxels(volume: TiffVolume, change: Change = same): Promise<void> {
  assert.deepEqual(volume.bounds, WHOLE);
  for (const box of [BOX, WHOLE, BOX]) {
    assertSameSamples(Array.from((await volume.read(box)).data, Number), formula(box, change));
  }
}

const TYPES: Readonly<Record<string, readonly [dataType: string, change: Change]>> = {
  uint8: ['uint8', same],
  int8: ['int8', (v) => v - 125],
  uint16: ['uint16', (v) => v * 200],
  int16: ['int16', (v) => v * 200 - 25000],
  uint32: ['uint32', (v) => v * 100000],
  float16: ['float32', (v) => v / 8],
  float32: ['float32', (v) => v / 8],
  float64: ['float32', (v) => v / 8],
};

for (const [name, [dataType, change]] of Object.entries(TYPES)) {
  for (const order of ['le', 'be']) {
    test(`${name}, ${order}: pages of uncompressed strips`, () =>
      withVolume(openTiff(at(`${name}-${order}.tif`)), async (volume) => {
        assert.equal(volume.dataType, dataType);
        assert.equal(volume.numChannels, 1);
        assert.equal(volume.voxelSizeNm, undefined);
        assert.equal(volume.warnings.length, name === 'float64' ? 1 : 0);
        await assertVoxels(volume, change);
      }));
  }
}

for (const order of ['le', 'be']) {
  test(`BigTIFF, ${order}`, () =>
    withVolume(openTiff(at(`big-${order}.tif`)), (volume) => assertVoxels(volume, TYPES['uint16']![1])));
}

const COMPRESSED = [
  ...['none', 'lzw', 'lzw2', 'zip', 'zip2', 'packbits', 'zstd'].map((kind) => `uint8-${kind}`),
  ...['lzw', 'lzw2', 'zip', 'zip2', 'zstd'].map((kind) => `uint16-${kind}`),
  ...['lzw', 'lzw3', 'zip', 'zip3', 'zstd'].map((kind) => `float32-${kind}`),
];
for (const name of [...COMPRESSED.flatMap((n) => [`${n}-strips`, `${n}-tiles`]), 'uint16-lzw2-be']) {
  test(`${name}: compression and predictor`, () =>
    withVolume(openTiff(at(`${name}.tif`)), (volume) =>
      assertVoxels(volume, TYPES[name.split('-')[0]!]![1]),
    ));
}

for (const name of ['rgb-chunky', 'rgb-planar', 'rgb-chunky-tiles', 'rgb-planar-strips']) {
  test(`${name}: samples are channels`, () =>
    withVolume(openTiff(at(`${name}.tif`)), async (volume) => {
      assert.equal(volume.numChannels, 3);
      for (const box of [BOX, WHOLE]) {
        const expected = [0, 60, 120].flatMap((more) => formula(box, (v) => (v + more) % 251));
        assertSameSamples((await volume.read(box)).data, expected);
      }
    }));
}

for (const name of ['jpeg-grey-strips', 'jpeg-grey-tiles', 'jpeg-rgb-strips', 'jpeg-rgb-tiles']) {
  test(`${name}: as Pillow decodes it, to 2 grey levels`, () =>
    withVolume(openTiff(at(`${name}.tif`)), async (volume) => {
      const expected = readFileSync(at(`${name}.txt`), 'utf8')
        .trim()
        .split(' ')
        .map(Number);
      const { data } = await volume.read(volume.bounds);
      assert.equal(data.length, expected.length);
      const worst = Math.max(...expected.map((value, i) => Math.abs(value - Number(data[i]))));
      assert.ok(worst <= 2, `differs by ${worst}`);
    }));
}

for (const name of ['imagej.tif', 'imagej-one-directory.tif']) {
  test(`${name}: voxel size, and all sections`, () =>
    withVolume(openTiff(at(name)), async (volume) => {
      assert.deepEqual(
        volume.voxelSizeNm?.map((n) => Number(n.toFixed(6))),
        [8, 4, 40],
      );
      await assertVoxels(volume, TYPES['uint16']![1]);
    }));
}

for (const name of ['imagej-channels.tif', 'ome.ome.tif']) {
  test(`${name}: pages are channels of sections`, () =>
    withVolume(openTiff(at(name)), async (volume) => {
      assert.equal(volume.numChannels, 2);
      assert.deepEqual(
        volume.voxelSizeNm?.map(Math.round),
        name.startsWith('ome') ? [8, 4, 40] : [500, 500, 500],
      );
      const expected = [0, 60].flatMap((more) => formula(BOX, (v) => (v + more) % 251));
      assertSameSamples((await volume.read(BOX)).data, expected);
    }));
}

test('white is zero, one bit, palettes, thumbnails', async () => {
  await withVolume(openTiff(at('white-is-zero.tif')), (volume) => assertVoxels(volume));
  await withVolume(openTiff(at('thumbnail.tif')), (volume) => assertVoxels(volume));
  await withVolume(openTiff(at('bits.tif')), async (volume) => {
    assertSameSamples(
      (await volume.read(volume.bounds)).data,
      formula(volume.bounds, (v) => (v % 3 === 0 ? 1 : 0)),
    );
  });
  await withVolume(openTiff(at('palette.tif')), async (volume) => {
    assertSameSamples((await volume.read(volume.bounds)).data, formula(volume.bounds));
    assert.match(volume.warnings.join(), /palette/);
  });
});

test('a folder or a glob of slices in natural order; a gap is said', async () => {
  for (const path of ['slices', 'slices/s*.tif']) {
    await withVolume(openTiffStack(at(path)), async (volume) => {
      await assertVoxels(volume);
      assert.match(volume.warnings.join(), /1 slice missing between s9\.tif and s11\.tif/);
    });
  }
  await withVolume(openTiffStack(at('slices/s?.tif')), async (volume) =>
    assert.equal(volume.bounds.end[2], 2),
  );
});

test('what is no stack is refused by name', async () => {
  await assert.rejects(openTiff(at('differ.tif')), {
    tag: 'invalid',
    message: /page 1: .*20 x 19.*got 19 x 19/,
  });
  await assert.rejects(openTiff(at('imagej-times.tif')), { tag: 'unsupported', message: /one time, got 2/ });
  await assert.rejects(openTiffStack(at('uint?-le.tif')), {
    tag: 'invalid',
    message: /one page, as a slice.*got 3/,
  });
  await assert.rejects(openTiffStack(at('*s.tif')), { tag: 'invalid' });
  await assert.rejects(openTiff(at('none.tif')), { tag: 'missing' });
});

test('a small cache reads the same voxels', () =>
  withVolume(openTiff(at('uint8-zip-tiles.tif'), { maxCacheBytes: 300 }), (volume) => assertVoxels(volume)));

test('an abort ends a read', () =>
  withVolume(openTiff(at('uint8-le.tif')), async (volume) => {
    await assert.rejects(volume.read(WHOLE, { signal: AbortSignal.abort() }), { tag: 'aborted' });
    await assert.rejects(volume.read(boxOf(xyz(0, 0, 0), xyz(21, 1, 1))), { tag: 'invalid' });
  }));
