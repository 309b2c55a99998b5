import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { openImageStack } from '../../../datasets/images/index.node.ts';
import { repoPath } from '../../support/paths.ts';
import { assertSameSamples, text } from '../support/blocks.ts';
import { encodePng, type Png } from './png.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-images-'));
});
after(() => rm(root, { recursive: true, force: true }));

/** Sample of a test slice: says x, y and the slice's number. */
const sample = (x: number, y: number, n: number) => n * 20 + y * 5 + x;

async function writeStack(
  folder: string,
  numbers: readonly number[],
  png: Partial<Png> = {},
): Promise<string> {
  const path = join(root, folder);
  await mkdir(path);
  for (const n of numbers) {
    const samples = Array.from({ length: 12 }, (_, i) => sample(i % 4, Math.floor(i / 4), n));
    await writeFile(
      join(path, `s${n}.png`),
      encodePng({ width: 4, height: 3, bitDepth: 8, samples, ...png }),
    );
  }
  return path;
}

test('slices are stacked in natural order: 9 before 10', async () => {
  const stack = await openImageStack(await writeStack('natural', [8, 9, 10, 11]), {
    voxelSizeNm: xyz(4, 4, 40),
  });
  assert.deepEqual(stack.bounds, boxOf(xyz(0, 0, 0), xyz(4, 3, 4)));
  assert.equal(stack.dataType, 'uint8');
  assert.deepEqual(stack.warnings, []);
  assert.deepEqual(
    stack.files.map((file) => basename(file)),
    ['s8.png', 's9.png', 's10.png', 's11.png'],
  );
  const { data } = await stack.read(boxOf(xyz(1, 2, 1), xyz(2, 1, 3)));
  assertSameSamples(
    data,
    [9, 10, 11].flatMap((n) => [sample(1, 2, n), sample(2, 2, n)]),
  );
});

test('16-bit samples are those of the file, whatever gamma it names', async () => {
  const samples = [0, 1, 255, 256, 32767, 32768, 65534, 65535, 1000, 2000, 3000, 4000];
  const stack = await openImageStack(
    await writeStack('deep', [1], { bitDepth: 16, samples, withGamma: true }),
  );
  assert.equal(stack.dataType, 'uint16');
  assertSameSamples((await stack.read(stack.bounds)).data, samples);
});

test('8-bit samples are those of the file, all 256 of them', async () => {
  const samples = Array.from({ length: 256 }, (_, i) => i);
  const path = await writeStack('all', [1], { width: 16, height: 16, samples, withGamma: true });
  const stack = await openImageStack(path);
  assertSameSamples((await stack.read(stack.bounds)).data, samples);
});

test('an origin moves the stack; boxes outside are refused', async () => {
  const stack = await openImageStack(join(await writeStack('moved', [0, 1]), 's*.png'), {
    origin: xyz(0, 0, -5),
  });
  assertSameSamples((await stack.read(boxOf(xyz(0, 0, -4), xyz(1, 1, 1)))).data, [sample(0, 0, 1)]);
  await assert.rejects(stack.read(boxOf(xyz(0, 0, 0), xyz(1, 1, 1))), /expected a box inside .*\[-5,-3\)/);
});

test('gaps in the numbering are told', async () => {
  const stack = await openImageStack(await writeStack('gaps', [3, 4, 6, 9]));
  assert.deepEqual(stack.warnings, [
    '1 slice missing between s4.png and s6.png: they are stacked as neighbours',
    '2 slices missing between s6.png and s9.png: they are stacked as neighbours',
  ]);
});

test('slices of unequal size or type are refused, naming both files', async () => {
  const path = await writeStack('unequal', [1, 2]);
  const odd = encodePng({ width: 5, height: 1, bitDepth: 8, samples: [1, 2, 3, 4, 5] });
  await writeFile(join(path, 's3.png'), odd);
  await assert.rejects(
    openImageStack(path),
    (error) =>
      isFloodlightError(error, 'invalid') &&
      /s3\.png: expected 4 x 3 uint8, as .*s1\.png has, got 5 x 1 uint8/.test(error.message),
  );
});

/** A slice that Pillow or ImageMagick wrote: test/fixtures/images/make.py. */
const openFixture = (name: string) => openImageStack(repoPath('test/fixtures/images', name));

const CHANNELS = { grey: 1, 'grey-alpha': 2, rgb: 3, rgba: 4 };
for (const [name, channels] of Object.entries(CHANNELS)) {
  for (const bits of [8, 16]) {
    test(`${name}, ${bits} bits: channels, by the formula of make.py`, async () => {
      const files = [
        `${name}${bits}.png`,
        ...(name.startsWith('rgb') && bits === 16 ? [`${name}16-interlaced.png`] : []),
      ];
      for (const file of files) {
        const stack = await openFixture(file);
        assert.equal(stack.numChannels, channels);
        assert.equal(stack.dataType, `uint${bits}`);
        const box = boxOf(xyz(3, 2, 0), xyz(15, 16, 1));
        const expected = Array.from({ length: 15 * 16 * channels }, (_, i) => {
          const [x, y, c] = [3 + (i % 15), 2 + (Math.floor(i / 15) % 16), Math.floor(i / 240)];
          const value = (x + 7 * y + 60 * c) % 251;
          return bits === 8 ? value : value * 200 + x;
        });
        assertSameSamples((await stack.read(box)).data, expected);
      }
    });
  }
}

for (const name of ['jpeg-grey', 'jpeg-rgb']) {
  test(`${name}: as Pillow decodes it, to 2 grey levels`, async () => {
    const stack = await openFixture(`${name}.jpg`);
    const expected = (await readFile(repoPath('test/fixtures/images', `${name}.txt`), 'utf8'))
      .trim()
      .split(' ');
    const { data } = await stack.read(stack.bounds);
    assert.equal(data.length, expected.length);
    const worst = Math.max(...expected.map((value, i) => Math.abs(Number(value) - Number(data[i]))));
    assert.ok(worst <= 2, `differs by ${worst}`);
  });
}

test('what has no plain samples is refused with a cure', async () => {
  const cases: [string, RegExp][] = [
    ['palette.png', /got a palette\. Labels: save the indices as grey/],
    ['one-bit.png', /got samples of 1 bits\. Convert/],
    ['jpeg-cmyk.jpg', /cmyk/],
    ['jpeg-turned.jpg', /EXIF 6.*-auto-orient/],
  ];
  for (const [name, message] of cases) {
    await assert.rejects(openFixture(name), { tag: 'unsupported', message }, name);
  }
  const mixed = openFixture('rgb*8.png');
  await assert.rejects(mixed, {
    tag: 'invalid',
    message: /uint8 of 3 channels, as .*rgb8\.png has, got .* 4 channels/,
  });
});

test('no folder, no images, no image: each has its error', async () => {
  await assert.rejects(openImageStack(join(root, 'nowhere')), (error) => isFloodlightError(error, 'missing'));
  await mkdir(join(root, 'empty'));
  await writeFile(join(root, 'empty/notes.txt'), 'x');
  await assert.rejects(
    openImageStack(join(root, 'empty')),
    /expected PNG or JPEG files, got none among 1 files/,
  );
  await mkdir(join(root, 'fake'));
  await writeFile(join(root, 'fake/s1.png'), text('not a picture'));
  await assert.rejects(openImageStack(join(root, 'fake')), (error) => isFloodlightError(error, 'corrupt'));
});

test('a truncated slice is found when it is read, not before', async () => {
  const path = await writeStack('cut', [1, 2]);
  const samples = Array.from({ length: 12 }, (_, i) => (i * 97) % 256);
  const whole = encodePng({ width: 4, height: 3, bitDepth: 8, samples });
  await writeFile(join(path, 's2.png'), whole.subarray(0, whole.length - 30));
  const stack = await openImageStack(path);
  await stack.read(boxOf(xyz(0, 0, 0), xyz(4, 3, 1)));
  await assert.rejects(stack.read(stack.bounds), (error) => isFloodlightError(error, 'corrupt'));
});

test('a small cache gives the same voxels', async () => {
  const path = await writeStack('cache', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const stack = await openImageStack(path, { maxCacheBytes: 1 });
  const expected = Array.from({ length: 10 }, (_, n) => sample(3, 2, n));
  for (let round = 0; round < 2; round++) {
    assertSameSamples((await stack.read(boxOf(xyz(3, 2, 0), xyz(1, 1, 10)))).data, expected);
  }
});
