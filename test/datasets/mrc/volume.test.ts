/** Against files that mrcfile wrote (make.py), and worked header bytes for what mrcfile does not write. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { openMrc } from '../../../datasets/mrc/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { repoPath } from '../../support/paths.ts';

const FOLDER = repoPath('test/fixtures/mrc');
const numbers = (file: string) => readFileSync(`${FOLDER}/${file}`, 'utf8').trim().split(' ').map(Number);
const open = (bytes: Uint8Array) => openMrc(createMemoryStore('m', [['a.mrc', bytes]]), 'a.mrc');
const fixture = (name: string) => new Uint8Array(readFileSync(`${FOLDER}/${name}`));

/** A fixture with some bytes changed. */
function patched(name: string, ...edits: [offset: number, ...bytes: number[]][]): Uint8Array {
  const bytes = fixture(name);
  for (const [offset, ...values] of edits) bytes.set(values, offset);
  return bytes;
}

const everything = async (volume: Awaited<ReturnType<typeof open>>) =>
  Array.from((await volume.read(volume.bounds)).data, Number);

const KINDS = { int8: 'int8', int16: 'int16', float32: 'float32', uint16: 'uint16', float16: 'float32' };
for (const [name, dataType] of Object.entries(KINDS)) {
  for (const order of ['le', 'be']) {
    test(`${name}, ${order}: as mrcfile reads it`, async () => {
      const volume = await openMrc(createFileStore(FOLDER), `${name}-${order}.mrc`);
      const expected = numbers(`${name}-${order}.txt`);
      assert.equal(volume.dataType, dataType);
      assert.deepEqual(volume.bounds, boxOf(xyz(0, 0, 0), xyz(5, 4, 3)));
      assert.deepEqual(volume.voxelSizeNm, [1.25, 2.5, 5]);
      assert.deepEqual(await everything(volume), expected);
      const { data } = await volume.read(boxOf(xyz(1, 2, 1), xyz(3, 2, 2)));
      const want = [1, 2].flatMap((z) =>
        [2, 3].flatMap((y) => [1, 2, 3].map((x) => expected[x + 5 * (y + 4 * z)])),
      );
      assert.deepEqual(Array.from(data, Number), want);
    });
  }
}

test('a file cut at every 64th byte and at the last is refused as corrupt', async () => {
  const bytes = fixture('int16-le.mrc');
  const cuts = [bytes.length - 1];
  for (let end = 0; end < bytes.length; end += 64) cuts.push(end);
  for (const end of cuts) {
    await assert.rejects(open(bytes.slice(0, end)), (e) => isFloodlightError(e, 'corrupt'), `${end} bytes`);
  }
});

test('headers that lie are refused by field and offset', async () => {
  const cases: [string, [number, ...number[]]][] = [
    ['nx at offset 0', [0, 0, 0, 0, 0]],
    ['nz at offset 8', [8, 255, 255, 255, 255]],
    ['nx, ny, nz at offset 0', [8, 4, 0, 0, 0]],
    ['mode at offset 12', [12, 7, 0, 0, 0]],
    ['mapc, mapr, maps at offset 64', [64, 2, 0, 0, 0]],
    ['nsymbt at offset 92', [92, 255, 255, 255, 255]],
    ['nsymbt at offset 92', [92, 255, 255, 255, 127]],
  ];
  for (const [field, edit] of cases) {
    const isNamed = (e: unknown) => isFloodlightError(e, 'corrupt') && e.message.includes(field);
    await assert.rejects(open(patched('int16-le.mrc', edit)), isNamed, field);
  }
});

test('without a stamp, or with a wrong one, the order that makes sense is taken', async () => {
  for (const order of ['le', 'be']) {
    const expected = numbers(`int16-${order}.txt`);
    assert.deepEqual(
      await everything(await open(patched(`int16-${order}.mrc`, [212, 0, 0, 0, 0]))),
      expected,
    );
  }
  const volume = await open(patched('int16-be.mrc', [212, 0x44, 0x44]));
  assert.deepEqual(await everything(volume), numbers('int16-be.txt'));
  assert.match(volume.warnings.join(), /machine stamp/);
});

test('mode 0 is unsigned where the IMOD stamp says so', async () => {
  // 1146047817 at 152, flags at 156.
  const stamp: [number, ...number[]] = [152, 0x49, 0x4d, 0x4f, 0x44];
  const unsigned = await open(patched('int8-le.mrc', stamp, [156, 0]));
  assert.equal(unsigned.dataType, 'uint8');
  assert.deepEqual(
    await everything(unsigned),
    numbers('int8-le.txt').map((n) => (n + 256) % 256),
  );
  assert.equal((await open(patched('int8-le.mrc', stamp, [156, 1]))).dataType, 'int8');
});

test('4-bit rows fill whole bytes, the low half first', async () => {
  const header = patched('int8-le.mrc', [0, 3], [4, 2], [8, 1], [12, 101]).slice(0, 1024);
  const volume = await open(Uint8Array.of(...header, 0x21, 0x03, 0x54, 0x06));
  assert.deepEqual(await everything(volume), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(
    [...((await volume.read(boxOf(xyz(1, 0, 0), xyz(2, 2, 1)))).data as Uint8Array)],
    [2, 3, 5, 6],
  );
});

test('complex numbers and colours are channels', async () => {
  // 2 x 1 x 2 voxels, mode 3: pairs of int16; mode 16: three bytes; mode 4 as mrcfile wrote it.
  const header = (mode: number) => patched('int8-le.mrc', [0, 2], [4, 1], [8, 2], [12, mode]).slice(0, 1024);
  const pairs = Int16Array.of(1, -10, 2, -20, 3, -30, 4, -40);
  const complex = await open(Uint8Array.of(...header(3), ...new Uint8Array(pairs.buffer)));
  assert.equal(complex.numChannels, 2);
  assert.equal(complex.dataType, 'int16');
  assert.deepEqual(await everything(complex), [1, 2, 3, 4, -10, -20, -30, -40]);
  assert.match(complex.warnings.join(), /channel 1 the imaginary/);
  const colours = await open(Uint8Array.of(...header(16), ...Array.from({ length: 12 }, (_, i) => i)));
  assert.equal(colours.numChannels, 3);
  assert.deepEqual(await everything(colours), [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
  for (const order of ['le', 'be']) {
    const volume = await openMrc(createFileStore(FOLDER), `complex64-${order}.mrc`);
    assert.deepEqual(await everything(volume), numbers(`complex64-${order}.txt`));
  }
});

test('columns along z, rows along x, sections along y', async () => {
  const volume = await open(patched('int16-le.mrc', [64, 3], [68, 1], [72, 2]));
  const expected = numbers('int16-le.txt');
  assert.deepEqual(volume.bounds.end, [4, 3, 5]);
  const { data } = await volume.read(boxOf(xyz(1, 0, 2), xyz(2, 3, 2)));
  const want = [2, 3].flatMap((z) =>
    [0, 1, 2].flatMap((y) => [1, 2].map((x) => expected[z + 5 * (x + 4 * y)])),
  );
  assert.deepEqual(Array.from(data, Number), want);
});

test('no cell, no voxel size: said, not divided by', async () => {
  const volume = await open(patched('int16-le.mrc', [28, 0, 0, 0, 0]));
  assert.equal(volume.voxelSizeNm, undefined);
  assert.match(volume.warnings.join(), /no voxel size/);
});

test('a voxel size is what people wrote, without the noise of float32', async () => {
  const bytes = fixture('int16-le.mrc');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  // 5 columns of 13.48, 4 rows of 1.1 and 3 sections of 0.1 angstrom.
  [67.4, 4.4, 0.3].forEach((cell, i) => void view.setFloat32(40 + 4 * i, cell, true));
  assert.deepEqual((await open(bytes)).voxelSizeNm, [1.348, 0.11, 0.01]);
});
