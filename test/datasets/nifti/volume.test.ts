/** Against files that nibabel wrote and read back (make.py). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { openNifti } from '../../../datasets/nifti/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { repoPath } from '../../support/paths.ts';

const FOLDER = repoPath('test/fixtures/nifti');
const numbers = (name: string) => readFileSync(`${FOLDER}/${name}.txt`, 'utf8').trim().split(' ').map(Number);
const fixture = (name: string) => new Uint8Array(readFileSync(`${FOLDER}/${name}`));
const openFile = (name: string) => openNifti(createFileStore(FOLDER), name);
const open = (bytes: Uint8Array) => openNifti(createMemoryStore('m', [['a.nii', bytes]]), 'a.nii');
const everything = async (volume: Awaited<ReturnType<typeof open>>) =>
  Array.from((await volume.read(volume.bounds)).data, Number);

const TYPES = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'int64', 'uint64', 'float32'];
for (const type of TYPES) {
  for (const kind of ['1le', '2be']) {
    test(`${type}, NIfTI-${kind}: as nibabel reads it`, async () => {
      const volume = await openFile(`${type}-${kind}.nii`);
      const expected = numbers(`${type}-${kind}`);
      assert.equal(volume.dataType, type === 'int64' ? 'uint64' : type);
      assert.deepEqual(volume.bounds, boxOf(xyz(0, 0, 0), xyz(5, 4, 3)));
      // Columns of the sform, in micrometres.
      assert.deepEqual(volume.voxelSizeNm, [500, 1500, 3000]);
      assert.deepEqual(await everything(volume), expected);
      const { data } = await volume.read(boxOf(xyz(2, 1, 1), xyz(2, 2, 1)));
      const want = [1, 2].flatMap((y) => [2, 3].map((x) => expected[x + 5 * (y + 4)]));
      assert.deepEqual(Array.from(data, Number), want);
    });
  }
}

test('scaled samples become float32, gzip is unpacked, further dimensions and colours are channels', async () => {
  const scaled = await openFile('scaled.nii');
  assert.equal(scaled.dataType, 'float32');
  assert.deepEqual(await everything(scaled), numbers('scaled'));
  assert.deepEqual(await everything(await openFile('packed.nii.gz')), numbers('int16-1le'));
  const four = await openFile('four.nii');
  assert.equal(four.numChannels, 2);
  assert.deepEqual(await everything(four), numbers('four'));
  const rgb = await openFile('rgb.nii');
  assert.equal(rgb.numChannels, 3);
  assert.deepEqual(await everything(rgb), numbers('rgb'));
});

test('float64 is rounded, complex numbers and RGBA are channels', async () => {
  const wide = await openFile('float64.nii');
  assert.equal(wide.dataType, 'float32');
  assert.match(wide.warnings.join(), /float64 values are rounded/);
  assert.deepEqual(await everything(wide), numbers('float64'));
  const rgba = await openFile('rgba.nii');
  assert.equal(rgba.numChannels, 4);
  assert.deepEqual(await everything(rgba), numbers('rgba'));
  const complex = await openFile('complex64.nii');
  assert.equal(complex.numChannels, 2);
  assert.deepEqual(await everything(complex), numbers('complex64'));
});

test("affines as nibabel's, by sform or qform; axes that are turned are said", async () => {
  const affines = JSON.parse(readFileSync(`${FOLDER}/affines.json`, 'utf8')) as Record<string, number[][]>;
  for (const name of ['int16-1le', 'int16-2be', 'qform-1', 'qform-2']) {
    const { header, warnings, voxelSizeNm } = await openFile(`${name}.nii`);
    header.affineNm.forEach((row, r) => {
      row.forEach((value, c) => {
        const expected = affines[name]![r]![c]! * 1000;
        assert.ok(Math.abs(value - expected) < 1e-3, `${name} [${r}][${c}]: ${value}, nibabel ${expected}`);
      });
    });
    assert.deepEqual(voxelSizeNm?.map(Math.round), [500, 1500, 3000]);
    const turned = name.startsWith('qform') ? /run along -y, \+z, \+x/ : /run along \+y, \+x, -z/;
    assert.match(warnings.join(), turned);
  }
});

test('an unknown unit is taken as millimetres, and said', async () => {
  const volume = await openFile('unit-unknown.nii');
  assert.deepEqual(volume.voxelSizeNm, [5e5, 1.5e6, 3e6]);
  assert.match(volume.warnings.join(), /millimetres assumed/);
});

test('a file cut at every 64th byte and at the last is refused as corrupt', async () => {
  for (const name of ['int16-1le.nii', 'int16-2be.nii', 'packed.nii.gz']) {
    const bytes = fixture(name);
    const cuts = [bytes.length - 1];
    for (let end = 0; end < bytes.length; end += 64) cuts.push(end);
    for (const end of cuts)
      await assert.rejects(
        open(bytes.slice(0, end)),
        (e) => isFloodlightError(e, 'corrupt'),
        `${name} ${end}`,
      );
  }
});

test('headers that lie are refused by field and offset', async () => {
  const cases: [string, number, ...number[]][] = [
    ['sizeof_hdr at offset 0', 0, 0, 0, 0, 0],
    ['dim[0] at offset 40', 40, 8],
    ['dim[1] at offset 42', 42, 255, 255],
    ['dim and vox_offset', 42, 255, 127],
    ['datatype at offset 70', 70, 3],
    ['bitpix at offset 72', 72, 8],
    ['vox_offset at offset 108', 108, 0, 0, 0, 0],
    ['magic at offset 344', 344, 65],
  ];
  for (const [field, offset, ...values] of cases) {
    const bytes = fixture('int16-1le.nii');
    bytes.set(values, offset);
    const isNamed = (e: unknown) => isFloodlightError(e, 'corrupt') && e.message.includes(field);
    await assert.rejects(open(bytes), isNamed, field);
  }
  const bits = fixture('uint8-1le.nii');
  bits.set([1, 0, 1, 0], 70);
  await assert.rejects(open(bits), { tag: 'unsupported', message: /datatype at offset 70.*single bits/ });
  const options = { maxGunzippedBytes: 100 };
  await assert.rejects(openNifti(createFileStore(FOLDER), 'packed.nii.gz', options), { tag: 'too-large' });
});

test('a voxel size is what people wrote, without the noise of float32', async () => {
  const bytes = fixture('unit-unknown.nii');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setInt16(252, 0, true);
  view.setInt16(254, 0, true);
  [0.006, 0.0041, 0.03].forEach((size, i) => void view.setFloat32(80 + 4 * i, size, true));
  assert.deepEqual((await open(bytes)).voxelSizeNm, [6000, 4100, 30_000]);
});
