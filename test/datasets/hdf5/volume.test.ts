/** Files that h5py wrote: test/fixtures/hdf5/make.py, where the value of every voxel is a formula. */
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { openHdf5Volume } from '../../../datasets/hdf5/index.node.ts';
import { assertSameSamples } from '../support/blocks.ts';
import { at, expectedBlock } from './fixtures.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-hdf5-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const SIZE = xyz(7, 6, 5);
const WHOLE = boxOf(xyz(0, 0, 0), SIZE);
const BOX = boxOf(xyz(2, 1, 1), xyz(3, 4, 3));

const TYPES = [
  ['u1', 'uint8', 0],
  ['i1', 'int8', 125],
  ['u2', 'uint16', 0],
  ['i2', 'int16', 125],
  ['u4', 'uint32', 0],
  ['i4', 'int32', 125],
  ['u8', 'uint64', 0],
  ['i8', 'uint64', 0],
  ['f4', 'float32', 0],
  ['f8', 'float32', 0],
] as const;

for (const order of ['le', 'be']) {
  for (const [name, dataType, less] of TYPES) {
    test(`${order}/${name} is a volume of ${dataType}`, async () => {
      const volume = await openHdf5Volume(`${at('types.h5')}:${order}/${name}`);
      assert.equal(volume.dataType, dataType);
      assert.equal(volume.numChannels, 1);
      assert.equal(volume.voxelSizeNm, undefined);
      assert.deepEqual(volume.bounds, WHOLE);
      for (const box of [WHOLE, BOX]) {
        const { data } = await volume.read(box);
        assertSameSamples(
          [...data].map(Number),
          expectedBlock(box, (v) => v - less),
        );
      }
      volume.close();
    });
  }
}

for (const name of ['chunked', 'gzip', 'all', 'volumes/soft']) {
  test(`filters and links: ${name}, whole and in part`, async () => {
    const volume = await openHdf5Volume(`${at('filters.h5')}:/${name}`);
    assertSameSamples((await volume.read(WHOLE)).data, expectedBlock(WHOLE));
    assertSameSamples((await volume.read(BOX)).data, expectedBlock(BOX));
    volume.close();
  });
}

test('four dimensions are channel first, and become planar channels', async () => {
  const volume = await openHdf5Volume(`${at('filters.h5')}:volumes/channels`);
  assert.equal(volume.numChannels, 2);
  const { data } = await volume.read(BOX);
  assertSameSamples(data, [...expectedBlock(BOX), ...expectedBlock(BOX, (v) => v + 1000)]);
  volume.close();
});

test("h5py's booleans are 0 and 1", async () => {
  const volume = await openHdf5Volume(`${at('types.h5')}:flags`);
  assert.equal(volume.dataType, 'uint8');
  assertSameSamples(
    (await volume.read(WHOLE)).data,
    expectedBlock(WHOLE, (v) => 1 - (v % 2)),
  );
  volume.close();
});

test('uint64 keeps all its bits; negative int64 is an error where it is read', async () => {
  const huge = await openHdf5Volume(`${at('types.h5')}:huge`);
  assert.deepEqual((await huge.read(huge.bounds)).data, new BigUint64Array([2n ** 63n + 5n, 2n ** 63n + 5n]));
  const negative = await openHdf5Volume(`${at('types.h5')}:negative`);
  await negative.read(boxOf(xyz(1, 0, 0), xyz(2, 2, 2)));
  await assert.rejects(negative.read(WHOLE), { tag: 'invalid', message: /types\.h5:negative: .*got -1/ });
});

test('origin and voxel size are those given; a box outside is refused', async () => {
  const options = { origin: xyz(10, 20, 30), voxelSizeNm: xyz(8, 8, 40) };
  const volume = await openHdf5Volume(`${at('filters.h5')}:gzip`, options);
  assert.deepEqual(volume.voxelSizeNm, [8, 8, 40]);
  const { data } = await volume.read(boxOf(xyz(12, 21, 31), xyz(3, 4, 3)));
  assertSameSamples(data, expectedBlock(BOX));
  assert.equal((await volume.read(boxOf(xyz(12, 21, 31), xyz(0, 4, 3)))).data.length, 0);
  await assert.rejects(volume.read(WHOLE), { tag: 'invalid', message: /\[10,17\)/ });
});

test('several are open at once; a closed one says so', async () => {
  const all = await Promise.all(
    ['gzip', 'all', 'chunked'].map((name) => openHdf5Volume(`${at('filters.h5')}:${name}`)),
  );
  all[0].close();
  all[0].close();
  await assert.rejects(all[0].read(WHOLE), { tag: 'usage', message: /closed/ });
  assertSameSamples((await all[1].read(WHOLE)).data, expectedBlock(WHOLE));
  assertSameSamples((await all[2].read(WHOLE)).data, expectedBlock(WHOLE));
});

test('.h5.gz reads as the file in it', async () => {
  const volume = await openHdf5Volume(`${at('filters.h5.gz')}:volumes/deep/raw`);
  assertSameSamples((await volume.read(WHOLE)).data, expectedBlock(WHOLE));
  volume.close();
});

test('float64 is rounded to float32, and said', async () => {
  const volume = await openHdf5Volume(`${at('types.h5')}:be/f8`);
  assert.match(volume.warnings.join(), /float64 values are rounded/);
  assert.deepEqual((await openHdf5Volume(`${at('types.h5')}:be/f4`)).warnings, []);
});

test('an abort before and during a read', async () => {
  const volume = await openHdf5Volume(`${at('filters.h5')}:gzip`);
  const aborted = AbortSignal.abort();
  await assert.rejects(volume.read(WHOLE, { signal: aborted }), { tag: 'aborted' });
  const channels = await openHdf5Volume(`${at('filters.h5')}:volumes/channels`);
  const controller = new AbortController();
  const reading = channels.read(WHOLE, { signal: controller.signal });
  controller.abort();
  await assert.rejects(reading, { tag: 'aborted' });
});

test('a shape of 64 TiB costs what is read of it; a vast chunk is refused', async () => {
  const volume = await openHdf5Volume(`${at('vast.h5')}:raw`);
  assert.deepEqual(volume.bounds.end, [2 ** 16, 2 ** 15, 2 ** 15]);
  const { data } = await volume.read(boxOf(xyz(9, 5, 2 ** 14), xyz(3, 2, 2)));
  assertSameSamples(data, [42, 42, 0, 42, 42, 0, 42, 42, 0, 42, 42, 0]);
  await assert.rejects(openHdf5Volume(`${at('vast.h5')}:vast-chunk`), {
    tag: 'too-large',
    message: /vast-chunk: .*2147483648.*h5repack/,
  });
});

test('a filter that the library lacks is named', async () => {
  const volume = await openHdf5Volume(`${at('filters.h5')}:lzf`);
  await assert.rejects(volume.read(WHOLE), { tag: 'unsupported', message: /the filter lzf\. .*h5repack/ });
  volume.close();
});

test('what is no volume is refused by name, with a cure', async () => {
  const open = (path: string) => openHdf5Volume(at(path));
  await assert.rejects(open('types.h5:le/f2'), { tag: 'unsupported', message: /float16/ });
  await assert.rejects(open('types.h5:text'), { tag: 'invalid' });
  await assert.rejects(open('types.h5:scalar'), { tag: 'invalid', message: /got shape \(\)/ });
  await assert.rejects(open('filters.h5:plane'), { tag: 'invalid', message: /got shape \(6, 7\)/ });
  await assert.rejects(open('filters.h5'), { tag: 'usage', message: /The file holds all, chunked/ });
  await assert.rejects(open('filters.h5:volumes'), { tag: 'missing' });
  await assert.rejects(open('filters.h5:volumes/broken'), { tag: 'missing' });
  await assert.rejects(open('filters.h5:nope'), {
    tag: 'missing',
    message: /filters\.h5:nope: .*volumes\/channels, volumes\/deep\/raw/,
  });
  await assert.rejects(open('none.h5:raw'), { tag: 'missing', message: /none\.h5/ });
});

test('a name with a colon before the ending is a path', async () => {
  const path = join(folder, 'a:b.hdf5');
  await copyFile(at('small.h5'), path);
  const volume = await openHdf5Volume(`${path}:raw`);
  assertSameSamples((await volume.read(BOX)).data, expectedBlock(BOX));
  volume.close();
});
