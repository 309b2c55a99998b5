/** Damaged and lying TIFF files: one error that names field, offset or segment, and memory that stays small. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { type ErrorTag, isFloodlightError } from '../../../datasets/errors.ts';
import { openTiff } from '../../../datasets/tiff/index.node.ts';
import type { Samples } from '../../../datasets/volume.ts';
import { repoPath } from '../../support/paths.ts';
import { assertSameSamples, createRandom } from '../support/blocks.ts';

const fixture = (name: string) => readFile(repoPath('test/fixtures/tiff', name));
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-tiff-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Opens and reads everything. */
async function readAll(bytes: Uint8Array): Promise<Samples> {
  const path = join(folder, 'a.tif');
  await writeFile(path, bytes);
  const volume = await openTiff(path);
  try {
    return (await volume.read(volume.bounds)).data;
  } finally {
    volume.close();
  }
}

/** Offset of the entry of a tag in the first directory of a little-endian classic TIFF. */
function entryOf(bytes: Buffer, tag: number): number {
  const directory = bytes.readUInt32LE(4);
  for (let i = 0; i < bytes.readUInt16LE(directory); i++) {
    const at = directory + 2 + 12 * i;
    if (bytes.readUInt16LE(at) === tag) return at;
  }
  return assert.fail(`no tag ${tag}`);
}

/** [file, tag, field of its entry, new value, error, message]; the value is a count at 4, or a value or offset at 8. */
const LIES: readonly [string, number, 4 | 8, number, ErrorTag, RegExp][] = [
  ['uint8-le.tif', 256, 8, 0, 'corrupt', /ImageWidth \(tag 256\) of the directory at offset \d+/],
  ['uint8-le.tif', 257, 8, 2 ** 31, 'corrupt', /ImageLength \(tag 257\)/],
  ['uint8-le.tif', 258, 8, 7, 'unsupported', /BitsPerSample \(tag 258\).*7 bits/],
  ['uint8-le.tif', 259, 8, 34925, 'unsupported', /Compression \(tag 259\).*LZMA/],
  ['uint8-le.tif', 259, 8, 77, 'unsupported', /Compression \(tag 259\).*got 77/],
  ['uint8-le.tif', 277, 8, 0, 'corrupt', /SamplesPerPixel \(tag 277\)/],
  ['uint8-le.tif', 277, 8, 3, 'invalid', /page 1: expected what page 0 holds.*3 samples/],
  ['uint8-le.tif', 278, 8, 0, 'corrupt', /RowsPerStrip \(tag 278\)/],
  ['uint8-le.tif', 278, 8, 1, 'corrupt', /StripOffsets \(tag 273\).*19 values, got 3/],
  ['uint8-le.tif', 273, 4, 2 ** 31, 'too-large', /StripOffsets \(tag 273\)/],
  ['uint8-le.tif', 273, 8, 2 ** 31, 'corrupt', /StripOffsets \(tag 273\).*values at 2147483648/],
  ['float32-le.tif', 339, 8, 6, 'unsupported', /complex/],
  ['uint8-le.tif', 257, 8, 100_000, 'corrupt', /StripOffsets \(tag 273\).*12500 values/],
  ['uint8-zip2-strips.tif', 317, 8, 3, 'unsupported', /Predictor \(tag 317\)/],
  ['uint8-zip-strips.tif', 259, 8, 5, 'corrupt', /strip \d: expected \d+ bytes after decompression/],
  ['uint8-lzw-tiles.tif', 259, 8, 8, 'corrupt', /tile \d: expected whole compressed data/],
  ['uint8-lzw-tiles.tif', 322, 8, 0, 'corrupt', /TileWidth \(tag 322\)/],
  ['uint8-lzw-tiles.tif', 322, 8, 1, 'corrupt', /TileOffsets \(tag 324\)/],
  ['uint8-lzw-tiles.tif', 323, 8, 2 ** 24, 'corrupt', /tile \d: expected \d+ bytes after decompression/],
  ['jpeg-grey-tiles.tif', 322, 8, 24, 'corrupt', /tile \d: expected a JPEG of 24 x 16/],
];

for (const [name, tag, field, value, kind, message] of LIES) {
  test(`${name}: tag ${tag} ${field === 4 ? 'count' : 'value'} ${value}`, async () => {
    const bytes = await fixture(name);
    const entry = entryOf(bytes, tag);
    if (field === 8 && bytes.readUInt16LE(entry + 2) === 3) {
      // SHORT becomes LONG, so that any value fits.
      bytes.writeUInt16LE(4, entry + 2);
    }
    bytes.writeUInt32LE(value, entry + field);
    await assert.rejects(readAll(bytes), { tag: kind, message });
  });
}

test('a chain of directories that returns, or points outside', async () => {
  for (const next of [8, 2 ** 31]) {
    const bytes = await fixture('uint8-le.tif');
    const directory = bytes.readUInt32LE(4);
    bytes.writeUInt32LE(next === 8 ? directory : next, directory + 2 + 12 * bytes.readUInt16LE(directory));
    await assert.rejects(readAll(bytes), { tag: 'corrupt', message: /directory at offset \d+: expected/ });
  }
});

test('planes that ImageJ promises and the file does not hold', async () => {
  const bytes = await fixture('imagej-one-directory.tif');
  bytes.write('images=9', bytes.indexOf('images=3'));
  await assert.rejects(readAll(bytes), { tag: 'corrupt', message: /tag 270.*9 planes.*which ends before/ });
});

test('a strip that inflates to 200 MB is stopped at its size', async () => {
  const bytes = await fixture('uint8-zip-strips.tif');
  const bomb = deflateSync(new Uint8Array(200 * 2 ** 20), { level: 9 });
  const [offsets, counts] = [entryOf(bytes, 273), entryOf(bytes, 279)];
  bytes.writeUInt32LE(bytes.length, bytes.readUInt32LE(offsets + 8));
  const at = bytes.readUInt32LE(counts + 8);
  if (bytes.readUInt16LE(counts + 2) === 3) {
    // Three SHORT counts become one LONG each at the end of the file.
    bytes.writeUInt16LE(4, counts + 2);
    bytes.writeUInt32LE(bytes.length + bomb.length, counts + 8);
  } else bytes.writeUInt32LE(bomb.length, at);
  const longs = Buffer.alloc(12);
  longs.writeUInt32LE(bomb.length, 0);
  await assert.rejects(readAll(Buffer.concat([bytes, bomb, longs])), {
    tag: 'corrupt',
    message: /strip 0: expected at most 160 bytes, got more/,
  });
});

const WHOLE_FILES = [
  'uint16-lzw2-strips.tif',
  'float32-zip3-tiles.tif',
  'uint8-packbits-strips.tif',
  'big-be.tif',
  'jpeg-rgb-strips.tif',
  'imagej-one-directory.tif',
];

test('a file cut anywhere is corrupt, unless nothing that is read was lost', async () => {
  for (const name of WHOLE_FILES) {
    const bytes = await fixture(name);
    const whole = await readAll(bytes);
    let refused = 0;
    for (let end = 0; end < bytes.length; end += 211) {
      try {
        assertSameSamples(await readAll(bytes.subarray(0, end)), whole);
      } catch (error) {
        assert.ok(isFloodlightError(error, 'corrupt'), `${name} at ${end}: ${String(error)}`);
        refused++;
      }
    }
    assert.ok(refused > 0.8 * (bytes.length / 211), `${name}: ${refused} refused`);
  }
});

test('a thousand mutations: voxels or a typed error, never another', async () => {
  const random = createRandom(5);
  for (let i = 0; i < 1000; i++) {
    const name = WHOLE_FILES[i % WHOLE_FILES.length]!;
    const bytes = await fixture(name);
    for (let edits = 1 + random(4); edits > 0; edits--) {
      // Half of them in the directory, where most of the meaning is.
      const directory = name.startsWith('big') ? 16 : bytes.readUInt32LE(4) % bytes.length;
      const at = random(2) === 0 ? random(bytes.length) : (directory + random(200)) % bytes.length;
      bytes[at] = random(256);
    }
    try {
      await readAll(bytes);
    } catch (error) {
      if (!isFloodlightError(error)) assert.fail(`mutation ${i} of ${name}: ${String(error)}`);
    }
  }
});
