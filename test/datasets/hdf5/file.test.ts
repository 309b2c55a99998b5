/** What is torn, spoiled or no HDF5 at all. */
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { boxOf, volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { openHdf5, openHdf5Volume, readTable } from '../../../datasets/hdf5/index.node.ts';
import { createRandom } from '../support/blocks.ts';
import { at } from './fixtures.ts';

let folder = '';
let systemFolder: string | undefined;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-hdf5-'));
  systemFolder = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
});
after(async () => {
  if (systemFolder === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = systemFolder;
  await rm(folder, { recursive: true, force: true });
});

const temporaryFiles = async () =>
  (await readdir(folder)).filter((name) => name.startsWith('floodlight-gunzip'));

/** Opens and reads what a file may say it holds, up to a million voxels. */
async function readAll(path: string): Promise<void> {
  const volume = await openHdf5Volume(`${path}:raw`);
  try {
    const [x, y, z] = volume.bounds.end;
    const size = volumeOf(volume.bounds.end) * volume.numChannels > 1e6 ? xyz(1, 1, 1) : xyz(x, y, z);
    await volume.read(boxOf(xyz(0, 0, 0), size));
  } finally {
    volume.close();
  }
}

for (const name of ['small.h5', 'small-old.h5']) {
  test(`${name} cut at every 64th byte is corrupt, and the message names the file`, async () => {
    const bytes = await readFile(at(name));
    for (let length = 0; length < bytes.length; length += 64) {
      const path = join(folder, `cut-${length}-${name}`);
      await writeFile(path, bytes.subarray(0, length));
      await assert.rejects(
        readAll(path),
        (error) => isFloodlightError(error, 'corrupt') && error.message.includes(path),
        `${length} bytes`,
      );
    }
  });

  test(`${name} with random bytes changed gives voxels or an error of ours`, async () => {
    const bytes = await readFile(at(name));
    const random = createRandom(7);
    let errors = 0;
    for (let round = 0; round < 200; round++) {
      const spoiled = Buffer.from(bytes);
      for (let n = 0; n < 4; n++) spoiled[random(bytes.length)] = random(256);
      // The library knows a file by its inode: each has its own.
      const path = join(folder, `spoiled-${round}-${name}`);
      await writeFile(path, spoiled);
      await readAll(path).catch((error: unknown) => {
        errors++;
        assert.ok(isFloodlightError(error), `round ${round}: ${error}`);
        assert.ok(error.message.includes(path), error.message);
      });
    }
    assert.ok(errors > 50, `${errors} of 200 rounds gave errors`);
  });
}

test('other files are no HDF5', async () => {
  for (const [name, bytes] of [
    ['empty.h5', ''],
    ['text.h5', 'not a container of numbers'],
  ] as const) {
    const path = join(folder, name);
    await writeFile(path, bytes);
    await assert.rejects(openHdf5(path), {
      tag: 'corrupt',
      message: new RegExp(`${name}: expected a whole HDF5`),
    });
  }
});

test('datasets are listed, groups are not', async () => {
  const file = await openHdf5(at('types.h5'));
  assert.equal(file.datasetPaths().length, 27);
  assert.ok(file.datasetPaths().includes('be/u2'));
  assert.ok(!file.datasetPaths().includes('be'));
  file.close();
});

test('nothing of an unpacked file is left: closed, torn, too large, no HDF5 inside, aborted', async () => {
  const volume = await openHdf5Volume(`${at('filters.h5.gz')}:gzip`);
  volume.close();
  assert.deepEqual(await temporaryFiles(), []);

  const torn = join(folder, 'torn.h5.gz');
  const whole = await readFile(at('filters.h5.gz'));
  for (let length = 0; length < whole.length; length += 64) {
    await writeFile(torn, whole.subarray(0, length));
    await assert.rejects(openHdf5(torn), { tag: 'corrupt', message: /torn\.h5\.gz/ }, `${length} bytes`);
  }
  await assert.rejects(openHdf5(at('filters.h5.gz'), { maxUnpackedBytes: 1000 }), {
    tag: 'too-large',
    message: /filters\.h5\.gz: expected at most 1000 bytes/,
  });
  const text = join(folder, 'text.h5.gz');
  await writeFile(text, gzipSync('not a container of numbers'));
  await assert.rejects(openHdf5(text), {
    tag: 'corrupt',
    message: /text\.h5\.gz: expected a whole HDF5 file/,
  });
  const plain = join(folder, 'plain.h5.gz');
  await copyFile(at('small.h5'), plain);
  await assert.rejects(openHdf5(plain), { tag: 'corrupt', message: /expected a whole gzip file/ });
  await assert.rejects(openHdf5(at('filters.h5.gz'), { signal: AbortSignal.abort() }), { tag: 'aborted' });
  await assert.rejects(readTable(at('filters.h5.gz'), 'nope'), { tag: 'missing' });
  assert.deepEqual(await temporaryFiles(), []);
});
