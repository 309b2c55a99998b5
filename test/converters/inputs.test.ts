/**
 * Bad files of every kind through the door that all verbs use: exit status 3, and one line that names the file and, where
 * there is one, the field or offset, and says what to do.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { EXIT, exitCodeOf } from '../../converters/console/index.ts';
import { openInput } from '../../converters/inputs/index.ts';
import { isFloodlightError } from '../../datasets/errors.ts';
import { repoPath } from '../support/paths.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-bad-'));
});
after(() => rm(folder, { recursive: true, force: true }));

type Damage = (bytes: Buffer) => Buffer;
const cut =
  (share: number): Damage =>
  (bytes) =>
    bytes.subarray(0, Math.floor(bytes.length * share));
const put =
  (offset: number, ...values: number[]): Damage =>
  (bytes) => {
    bytes.set(values, offset);
    return bytes;
  };
const replaced =
  (from: string, to: string): Damage =>
  (bytes) => {
    bytes.write(to, bytes.indexOf(from), 'latin1');
    return bytes;
  };
const unlike: Damage = () => Buffer.from('these are the words of a letter, not of a volume');
/** What a plain file of zeros shrinks to: 300 MB of them where a header promises some hundred bytes. */
const bomb: Damage = (bytes) => gzipSync(Buffer.concat([bytes, Buffer.alloc(300 * 2 ** 20)]), { level: 1 });

/** [fixture, name of the damaged copy, what follows it in the input, damage, what the line names] */
const ROWS: readonly (readonly [string, string, string, Damage, RegExp])[] = [
  ['hdf5/small.h5', 'cut.h5', ':raw', cut(0.5), /./],
  ['hdf5/small.h5', 'letter.h5', ':raw', unlike, /HDF5/],
  ['hdf5/filters.h5.gz', 'cut.h5.gz', ':gzip', cut(0.5), /gzip/],
  ['hdf5/small.h5', 'plain.h5.gz', ':raw', (bytes) => bytes, /gzip/],
  ['hdf5/types.h5', 'half.h5', ':le/f2', (bytes) => bytes, /float16/],
  ['hdf5/types.h5', 'text.h5', ':text', (bytes) => bytes, /shape/],
  ['npy/c.npy', 'cut.npy', '', cut(0.9), /shape and descr/],
  ['npy/c.npy', 'short.npy', '', cut(0.1), /header at offset 0/],
  ['npy/c.npy', 'letter.npy', '', unlike, /NPY/],
  ['npy/c.npy', 'longer.npy', '', replaced('(5, 6, 7)', '(5, 6, 9)'), /5 x 6 x 9/],
  ['npy/pickled.npy', 'pickled.npy', '', (bytes) => bytes, /pickled.*Save it again/],
  ['npy/stored.npz', 'cut.npz', ':le_u1', cut(0.5), /ZIP/],
  ['npy/deflated.npz', 'letter.npz', ':le_u1', unlike, /ZIP/],
  ['npy/deflated.npz', 'pickled.npz', ':pickled', (bytes) => bytes, /npz:pickled.*would run code/],
  ['mrc/int16-le.mrc', 'cut.mrc', '', cut(0.9), /nx, ny, nz at offset 0/],
  ['mrc/int16-le.mrc', 'short.mrc', '', cut(0.3), /header at offset 0/],
  ['mrc/int16-le.mrc', 'mode.rec', '', put(12, 9), /mode at offset 12/],
  ['mrc/int16-le.mrc', 'extended.map', '', put(92, 255, 255, 255, 127), /nsymbt at offset 92/],
  ['mrc/int16-le.mrc', 'negative.st', '', put(8, 0, 0, 0, 255), /nz at offset 8/],
  ['nifti/int16-1le.nii', 'cut.nii', '', cut(0.9), /dim and vox_offset/],
  ['nifti/int16-1le.nii', 'type.nii', '', put(70, 3), /datatype at offset 70/],
  ['nifti/int16-1le.nii', 'place.nii', '', put(108, 0, 0, 0, 0), /vox_offset at offset 108/],
  ['nifti/packed.nii.gz', 'cut.nii.gz', '', cut(0.7), /gzip|dim and vox_offset/],
  ['nifti/int16-1le.nii', 'bomb.nii.gz', '', bomb, /at most \d+ bytes unpacked/],
  ['tiff/uint8-le.tif', 'cut.tif', '', cut(0.1), /offset \d+/],
  ['tiff/uint8-le.tif', 'letter.tif', '', unlike, /header at offset 0/],
  ['tiff/uint8-le.tif', 'nowhere.tif', '', put(4, 255, 255, 255, 127), /directory at offset/],
  ['tiff/differ.tif', 'differ.tiff', '', (bytes) => bytes, /page 1/],
  ['images/rgb16.png', 'cut.png', '', cut(0.6), /./],
  ['images/rgb16.png', 'letter.png', '', unlike, /PNG or JPEG/],
  ['images/jpeg-rgb.jpg', 'cut.jpg', '', cut(0.5), /./],
  ['images/palette.png', 'palette.png', '', (bytes) => bytes, /palette/],
];

for (const [fixture, name, rest, damage, names] of ROWS) {
  test(`${name}${rest}, made of ${fixture}`, async () => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, damage(await readFile(repoPath('test/fixtures', fixture))));
    const error = await openAndRead(path + rest);
    assert.ok(isFloodlightError(error), String(error));
    assert.equal(exitCodeOf(error), EXIT.badInput, error.message);
    assert.ok(!error.message.includes('\n'), error.message);
    assert.ok(error.message.includes(name), error.message);
    assert.match(error.message, names);
    assert.ok(error.cure, `no cure: ${error.message}`);
  });
}

test('slices of unequal size, and a file that is no slice among them', async () => {
  for (const kind of ['images', 'tiff']) {
    const [a, b] = kind === 'images' ? ['rgb8.png', 'grey8.png'] : ['bits.tif', 'slices/s8.tif'];
    const stack = join(folder, kind);
    await mkdir(stack);
    const ending = a!.slice(-4);
    await writeFile(join(stack, `s1${ending}`), await readFile(repoPath('test/fixtures', kind, a!)));
    await writeFile(join(stack, `s2${ending}`), await readFile(repoPath('test/fixtures', kind, b!)));
    const error = await openAndRead(stack);
    assert.equal(exitCodeOf(error), EXIT.badInput, String(error));
    assert.match(String(error), new RegExp(`s2\\${ending}: expected .*s1\\${ending}`));
  }
});

async function openAndRead(input: string): Promise<unknown> {
  try {
    const { volume, close } = await openInput(input);
    await volume.read(volume.bounds).finally(close);
  } catch (error) {
    return error;
  }
  return assert.fail(`${input} was read`);
}
