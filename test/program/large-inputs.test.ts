/**
 * Boxes of files of gigabytes, each read by a process of its own with a heap of 64 MB: what it holds at most is a matter
 * of the box. The files are holes but for their headers, which other programs wrote, and one voxel of 7.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { repoPath } from '../support/paths.ts';

const GIB = 2 ** 30;
/** Node, sharp and WebAssembly hold some 110 MB before anything is read. */
const MAX_RSS_KB = 300_000;

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-large-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const fixture = (path: string) => readFile(repoPath('test/fixtures', path));

/** A file of a header, holes, and some bytes at an offset. */
async function writeSparse(
  name: string,
  header: Buffer,
  { bytes, at, value }: { bytes: number; at: number; value: number[] },
): Promise<string> {
  const path = join(folder, name);
  const file = await open(path, 'w');
  await file.write(header, 0, header.length, 0);
  await file.truncate(bytes);
  await file.write(Buffer.from(value), 0, value.length, at);
  await file.close();
  return path;
}

async function assertSmall(input: string, box: string, samples = 64 ** 3): Promise<void> {
  const args = ['--max-old-space-size=64', repoPath('test/support/read-box.ts'), input, box];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repoPath() });
  const found = JSON.parse(stdout) as { samples: number; last: string; maxRssKb: number };
  console.log(`  ${basename(input)}: ${Math.round(found.maxRssKb / 1000)} MB at most`);
  assert.equal(found.samples, samples);
  assert.equal(found.last, '7');
  assert.ok(found.maxRssKb < MAX_RSS_KB, `${input}: ${found.maxRssKb} kB`);
}

/** The header of numpy's file with another shape: (z, y, x) = (2048, 2048, 1024), two bytes each. */
async function npyHeader(order: 'c' | 'fortran'): Promise<Buffer> {
  const header = (await fixture(`npy/${order}.npy`)).subarray(0, 128);
  const text = header.toString('latin1').replace('(5, 6, 7), }         ', '(2048, 2048, 1024), }');
  return Buffer.from(text.padEnd(128), 'latin1');
}

test('NPY, 8 GiB, C order', async () => {
  const at = 128 + 2 * (999 + 1024 * (2047 + 2048 * 2047));
  const path = await writeSparse('c.npy', await npyHeader('c'), { bytes: 128 + 8 * GIB, at, value: [7, 0] });
  await assertSmall(path, '936,1984,1984,64,64,64');
});

test('NPY, 8 GiB, Fortran order', async () => {
  const at = 128 + 2 * (2047 + 2048 * (2047 + 2048 * 999));
  const path = await writeSparse('f.npy', await npyHeader('fortran'), {
    bytes: 128 + 8 * GIB,
    at,
    value: [0, 7],
  });
  await assertSmall(path, '936,1984,1984,64,64,64');
});

test('MRC, 8 GiB', async () => {
  const whole = await fixture('mrc/int16-le.mrc');
  const offset = 1024 + whole.readInt32LE(92);
  for (const [i, n] of [2048, 2048, 1024].entries()) whole.writeInt32LE(n, 4 * i);
  const at = offset + 2 * (2047 + 2048 * (2047 + 2048 * 1023));
  const header = whole.subarray(0, offset);
  const path = await writeSparse('a.mrc', header, { bytes: offset + 8 * GIB, at, value: [7, 0] });
  await assertSmall(path, '1984,1984,960,64,64,64');
});

test('NIfTI, 8 GiB, and one of 512 MB in a .nii.gz of half a megabyte', async () => {
  const header = (await fixture('nifti/int16-1le.nii')).subarray(0, 352);
  for (const [i, n] of [2048, 2048, 1024].entries()) header.writeInt16LE(n, 42 + 2 * i);
  const at = 352 + 2 * (2047 + 2048 * (2047 + 2048 * 1023));
  const path = await writeSparse('a.nii', header, { bytes: 352 + 8 * GIB, at, value: [7, 0] });
  await assertSmall(path, '1984,1984,960,64,64,64');
  header.writeInt16LE(64, 46);
  const end = 352 + GIB / 2;
  const plain = await writeSparse('b.nii', header, { bytes: end, at: end - 2, value: [7, 0] });
  await pipeline(createReadStream(plain), createGzip({ level: 1 }), createWriteStream(`${plain}.gz`));
  await assertSmall(`${plain}.gz`, '1984,1984,0,64,64,64');
});

test("TIFF, 4.5 GiB: ImageJ's one directory for all planes", async () => {
  const header = (await fixture('tiff/imagej-one-directory.tif')).subarray(0, 2648);
  const directory = header.readUInt32BE(4);
  let begin = 0;
  for (let i = 0; i < header.readUInt16BE(directory); i++) {
    const entry = directory + 2 + 12 * i;
    const tag = header.readUInt16BE(entry);
    // Width, height, rows of the strip: SHORT or LONG.
    const isShort = header.readUInt16BE(entry + 2) === 3;
    if ([256, 257, 278].includes(tag)) {
      if (isShort) header.writeUInt16BE(16_384, entry + 8);
      else header.writeUInt32BE(16_384, entry + 8);
    }
    if (tag === 273) begin = header.readUInt32BE(entry + 8);
  }
  header.write('images=9\nslices=9', header.indexOf('images=3'));
  const bytes = begin + 9 * 2 * 16_384 ** 2;
  const path = await writeSparse('a.tif', header.subarray(0, begin), { bytes, at: bytes - 2, value: [0, 7] });
  await assertSmall(path, '16320,16320,0,64,64,9', 64 * 64 * 9);
});
