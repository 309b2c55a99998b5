/** Files that numpy wrote: test/fixtures/npy/make.py, where the value of every voxel is a formula. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { openNpzVolume } from '../../../datasets/npy/index.node.ts';
import { repoPath } from '../../support/paths.ts';
import { expectedBlock } from '../hdf5/fixtures.ts';
import { assertSameSamples } from '../support/blocks.ts';

const at = (name: string) => repoPath('test/fixtures/npy', name);
const WHOLE = boxOf(xyz(0, 0, 0), xyz(7, 6, 5));
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
  ['f2', 'float32', 0],
  ['f4', 'float32', 0],
  ['f8', 'float32', 0],
] as const;

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-npz-'));
});
after(() => rm(folder, { recursive: true, force: true }));

for (const file of ['stored.npz', 'deflated.npz']) {
  for (const [name, dataType, less] of TYPES) {
    test(`${file}: ${name} in both byte orders and both memory orders`, async () => {
      for (const array of ['le', 'be'].flatMap((order) => [`${order}_${name}`, `${order}_${name}_fortran`])) {
        const volume = await openNpzVolume(at(file), { array });
        assert.equal(volume.dataType, dataType, array);
        const value = (v: number) => v - less;
        const values = (data: ArrayLike<number | bigint>) => Array.from(data, Number);
        assertSameSamples(values((await volume.read(WHOLE)).data), expectedBlock(WHOLE, value));
        assertSameSamples(values((await volume.read(BOX)).data), expectedBlock(BOX, value));
        volume.close();
      }
    });
  }
}

test('booleans are 0 and 1; the pickled array beside is refused, not unpickled', async () => {
  const flags = await openNpzVolume(at('deflated.npz'), { array: 'bool' });
  assertSameSamples(
    (await flags.read(BOX)).data,
    expectedBlock(BOX, (value) => value % 2),
  );
  flags.close();
  await assert.rejects(openNpzVolume(at('deflated.npz'), { array: 'pickled' }), {
    tag: 'unsupported',
    message: /deflated\.npz:pickled: .*would run code/,
  });
});

test('an array that is not there, or not named, lists those that are', async () => {
  await assert.rejects(openNpzVolume(at('stored.npz'), { array: 'grey' }), {
    tag: 'missing',
    message: /stored\.npz:grey: .*The file holds le_u1, /,
  });
  await assert.rejects(openNpzVolume(at('stored.npz'), { array: undefined }), { tag: 'usage' });
  await assert.rejects(openNpzVolume(at('none.npz'), { array: 'a' }), { tag: 'missing' });
});

test('what is unpacked is gone when the volume is closed', async () => {
  const unpacked = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('floodlight-gunzip-')).length;
  const before = await unpacked();
  const volume = await openNpzVolume(at('deflated.npz'), { array: 'be_u2' });
  volume.close();
  assert.equal(await unpacked(), before);
});

/** Damages a file and opens one of its arrays. */
async function openDamaged(name: string, damage: (bytes: Buffer) => Buffer | undefined) {
  const bytes = await readFile(at(name));
  const path = join(folder, name);
  await writeFile(path, damage(bytes) ?? bytes);
  return openNpzVolume(path, { array: 'be_u2' });
}

test('a file cut anywhere is refused', async () => {
  for (const name of ['stored.npz', 'deflated.npz']) {
    const { length } = await readFile(at(name));
    for (let end = 0; end < length; end += 997) {
      const cut = openDamaged(name, (bytes) => bytes.subarray(0, end));
      await assert.rejects(cut, (e) => isFloodlightError(e, 'corrupt'), `${name} ${end}`);
    }
  }
});

/** Offset of the directory entry of the array `be_u2`. */
const entryOf = (bytes: Buffer) => bytes.lastIndexOf('be_u2.npy') - 46;

test('a directory that lies about sizes, offsets, methods and checksums is refused', async () => {
  const edit = (offset: number, value: number) => (bytes: Buffer) => {
    bytes.writeUInt32LE(value, entryOf(bytes) + offset);
    return undefined;
  };
  const cases: [string, number, number, RegExp][] = [
    ['stored.npz', 20, 2 ** 30, /a file of/],
    ['stored.npz', 24, 100, /be_u2: header at offset 0: expected 128 bytes/],
    ['stored.npz', 42, 77, /a member at offset 77/],
    ['stored.npz', 42, 2 ** 31, /a member inside the file/],
    ['deflated.npz', 24, 2 ** 31, /be_u2: shape and descr: expected 548 bytes, got a member of 2147483648/],
    ['deflated.npz', 16, 1, /CRC-32/],
    ['deflated.npz', 20, 60, /a whole deflate stream/],
  ];
  for (const [file, offset, value, message] of cases) {
    await assert.rejects(openDamaged(file, edit(offset, value)), { tag: 'corrupt', message });
  }
  const method = (bytes: Buffer) => {
    bytes.writeUInt16LE(12, entryOf(bytes) + 10);
    return undefined;
  };
  await assert.rejects(openDamaged('stored.npz', method), { tag: 'unsupported', message: /method 12/ });
});

test('a member that unpacks to more than the directory says stops there', async () => {
  // A header for 548 bytes, and a deflate stream of far more: the promise holds, the data do not.
  const bomb = (bytes: Buffer) => {
    bytes.writeUInt32LE(548, entryOf(bytes) + 24);
    const long = bytes.lastIndexOf('be_f8.npy') - 46;
    bytes.copy(bytes, entryOf(bytes) + 42, long + 42, long + 46);
    bytes.copy(bytes, entryOf(bytes) + 20, long + 20, long + 24);
    return undefined;
  };
  await assert.rejects(openDamaged('deflated.npz', bomb), { tag: 'corrupt', message: /got a member of 548/ });
});
