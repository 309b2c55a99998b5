import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openInput, readBoundingBox } from '../../../converters/inputs/index.ts';
import { serveFolder } from '../../../converters/serving/index.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import type { Volume } from '../../../datasets/volume.ts';
import { repoPath } from '../../support/paths.ts';

const data = Uint8Array.from({ length: 24 }, (_, i) => i);
let folder = '';
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-inputs-'));
  const array = { dataType: 'uint8', shape: [2, 3, 4], data } as const;
  await writeFile(at('some.npz'), encodeNpz({ grey: array }));
  await writeFile(at('seg-10_20_30.npz'), encodeNpz({ segmentation: array }));
  const volume = createMemoryVolume({ dataType: 'uint8', size: xyz(4, 3, 2), numChannels: 1, data });
  const spec = { type: 'image', encoding: 'raw', voxelSizeNm: xyz(4, 4, 40) } as const;
  await writePrecomputed(createFileStore(at('dataset')), spec, volume);
});
after(() => rm(folder, { recursive: true, force: true }));

const bytesOf = async (volume: Volume) => [...((await volume.read(volume.bounds)).data as Uint8Array)];

test('an array of an NPZ file, by its name', async () => {
  const { volume } = await openInput(at('some.npz:grey'));
  assert.deepEqual(volume.bounds, boxOf(xyz(0, 0, 0), xyz(4, 3, 2)));
  assert.deepEqual(await bytesOf(volume), [...data]);
  await assert.rejects(openInput(at('some.npz')), { tag: 'usage', message: /The file holds grey/ });
  await assert.rejects(openInput(at('some.npz:white')), { tag: 'missing' });
});

test('an FFN result needs no array name and lies where its name says', async () => {
  const { volume } = await openInput(at('seg-10_20_30.npz'));
  assert.deepEqual(volume.bounds.begin, [10, 20, 30]);
});

test('a precomputed dataset by folder, file URL and http URL', async () => {
  const server = await serveFolder(folder);
  try {
    for (const source of [
      at('dataset'),
      `precomputed://${at('dataset')}`,
      `precomputed://file://${at('dataset')}`,
    ]) {
      assert.deepEqual(await bytesOf((await openInput(source)).volume), [...data], source);
    }
    const { volume } = await openInput(`precomputed://${server.url}/data/dataset`);
    assert.deepEqual(volume.voxelSizeNm, [4, 4, 40]);
    assert.deepEqual(await bytesOf(volume), [...data]);
  } finally {
    await server.close();
  }
});

test('what has no reader is refused by name', async () => {
  await writeFile(at('volume.xyz'), 'II*');
  await assert.rejects(openInput(at('volume.xyz')), { tag: 'unsupported', message: /volume\.xyz/ });
  await assert.rejects(openInput('precomputed://ftp://host/x'), { tag: 'unsupported' });
  await assert.rejects(openInput(at('nothing.h5:raw')), { tag: 'missing' });
});

test('a dataset of an HDF5 file, packed or not; one that is not there lists those that are', async () => {
  for (const file of ['labels.h5', 'labels.h5.gz']) {
    const input = await openInput(`${repoPath('test/fixtures/hdf5', file)}:stack`);
    assert.equal(input.volume.dataType, 'int32');
    assert.deepEqual(input.volume.bounds, boxOf(xyz(0, 0, 0), xyz(7, 6, 5)));
    const { data } = await input.volume.read(boxOf(xyz(6, 5, 4), xyz(1, 1, 1)));
    assert.deepEqual([...data], [(6 + 7 * 5 + 31 * 4) % 251]);
    await input.close();
    await input.close();
    await assert.rejects(input.volume.read(input.volume.bounds), { tag: 'usage', message: /closed/ });
  }
  const named = (dataset: string) => openInput(repoPath('test/fixtures/hdf5', `labels.h5${dataset}`));
  await assert.rejects(named(':bodies'), { tag: 'missing', message: /The file holds stack, transforms/ });
  await assert.rejects(named(''), { tag: 'usage', message: /The file holds stack, transforms/ });
});

test('TIFF files and slices, NPY files, by their names; kinds of slices are not mixed', async () => {
  const fixtures = (path: string) => repoPath('test/fixtures', path);
  for (const [path, end] of [
    ['tiff/uint16-le.tif', [20, 19, 3]],
    ['tiff/slices', [20, 19, 3]],
    ['tiff/slices/s?.tif', [20, 19, 2]],
    ['images/rgb8.png', [20, 19, 1]],
    ['npy/fortran.npy', [7, 6, 5]],
    ['npy/deflated.npz:be_f8', [7, 6, 5]],
  ] as const) {
    const input = await openInput(fixtures(path));
    assert.deepEqual(input.volume.bounds.end, end, path);
    assert.equal((await input.volume.read(input.volume.bounds)).data.length % (end[0] * end[1] * end[2]), 0);
    await input.close();
  }
  await mkdir(at('mixed'));
  await copyFile(fixtures('images/rgb8.png'), at('mixed/a1.png'));
  await copyFile(fixtures('tiff/slices/s8.tif'), at('mixed/a2.tif'));
  await assert.rejects(openInput(at('mixed')), {
    tag: 'invalid',
    message: /slices of one kind, got 1 TIFF and 1 PNG or JPEG files\. Say which: .*mixed\/\*\.tif/,
  });
});

test('NPY, MRC and NIfTI files from a host, by ranges', async () => {
  const server = await serveFolder(repoPath('test/fixtures'));
  try {
    for (const [path, end] of [
      ['npy/fortran.npy', [7, 6, 5]],
      ['mrc/int16-be.mrc', [5, 4, 3]],
      ['nifti/packed.nii.gz', [5, 4, 3]],
    ] as const) {
      const [far, near] = await Promise.all([
        openInput(`${server.url}/data/${path}`),
        openInput(repoPath('test/fixtures', path)),
      ]);
      assert.deepEqual(far.volume.bounds.end, end, path);
      const read = async ({ volume }: typeof far) => [...(await volume.read(volume.bounds)).data];
      assert.deepEqual(await read(far), await read(near), path);
      await near.close();
    }
    await assert.rejects(openInput(`${server.url}/data/tiff/bits.tif`), {
      tag: 'unsupported',
      message: /Download/,
    });
    await assert.rejects(openInput(`${server.url}/data/npy/none.npy`), { tag: 'missing' });
  } finally {
    await server.close();
  }
});

test('an abort ends the unpacking of a packed input', async () => {
  for (const path of ['hdf5/labels.h5.gz:stack', 'npy/deflated.npz:le_u1', 'nifti/packed.nii.gz']) {
    await assert.rejects(
      openInput(repoPath('test/fixtures', path), AbortSignal.abort()),
      { tag: 'aborted' },
      path,
    );
  }
});

test('unpacked files of .h5.gz are gone when the input is closed', async () => {
  const unpacked = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('floodlight-gunzip-')).length;
  const before = await unpacked();
  const { close } = await openInput(`${repoPath('test/fixtures/hdf5/labels.h5.gz')}:stack`);
  await close();
  assert.equal(await unpacked(), before);
});

test('a bounding box as text or as a file of it', async () => {
  const text = 'start { x:1 y:2 z:3 } size { x:4 y:5 z:6 }';
  await writeFile(at('box.pbtxt'), text);
  assert.deepEqual(await readBoundingBox(text), await readBoundingBox(at('box.pbtxt')));
});

test('MRC and NIfTI files by their endings', async () => {
  const mrc = await openInput(repoPath('test/fixtures/mrc/int16-be.mrc'));
  assert.deepEqual(mrc.volume.bounds, boxOf(xyz(0, 0, 0), xyz(5, 4, 3)));
  const nifti = await openInput(repoPath('test/fixtures/nifti/packed.nii.gz'));
  assert.deepEqual(nifti.volume.voxelSizeNm, [500, 1500, 3000]);
  const unit = await openInput(repoPath('test/fixtures/nifti/unit-unknown.nii'));
  assert.match(unit.warnings.join(), /millimetres assumed/);
});

test('a folder of FFN results: its one subvolume, or several side by side, numbered on', async () => {
  const cell = (...labels: number[]) => {
    const segmentation = { dataType: 'uint8', shape: [1, 2, 2], data: Uint8Array.from(labels) } as const;
    return encodeNpz({ segmentation });
  };
  const put = async (place: string, bytes: Uint8Array) => {
    await mkdir(at(place.slice(0, place.lastIndexOf('/'))), { recursive: true });
    await writeFile(at(place), bytes);
  };
  await put('ffn/4/2/seg-4_2_9.npz', cell(0, 1, 2, 2));
  await put('ffn/4/2/seg-4_2_9.prob', new Uint8Array(3));
  const one = await openInput(at('ffn'));
  assert.deepEqual(one.volume.bounds, boxOf(xyz(4, 2, 9), xyz(2, 2, 1)));
  assert.deepEqual([one.volume.dataType, await bytesOf(one.volume)], ['uint8', [0, 1, 2, 2]]);

  // A gap of one voxel along x; the second in the layout of early versions.
  await put('ffn/seg-7_2_9.npz', cell(1, 0, 1, 1));
  const { volume, warnings } = await openInput(at('ffn'));
  assert.match(warnings.join(), /2 subvolumes that share no voxel/);
  assert.deepEqual([volume.dataType, volume.bounds], ['uint32', boxOf(xyz(4, 2, 9), xyz(5, 2, 1))]);
  assert.deepEqual(await bytesOf(volume), [0, 1, 0, 3, 0, 2, 2, 0, 3, 3]);
  const part = await volume.read(boxOf(xyz(5, 3, 9), xyz(3, 1, 1)));
  assert.deepEqual([...(part.data as Uint32Array)], [2, 0, 3]);

  await put('ffn/5/3/seg-5_3_9.npz', cell(1, 1, 1, 1));
  await assert.rejects(openInput(at('ffn')), {
    tag: 'invalid',
    message: /3 subvolumes, of which .* overlap\. Join them first: floodlight reconcile /,
  });
});
