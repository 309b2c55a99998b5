/** Files that numpy wrote: test/fixtures/npy/make.py, where the value of every voxel is a formula. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { openNpy } from '../../../datasets/npy/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { repoPath } from '../../support/paths.ts';
import { expectedBlock } from '../hdf5/fixtures.ts';
import { assertSameSamples } from '../support/blocks.ts';

const FOLDER = repoPath('test/fixtures/npy');
const WHOLE = boxOf(xyz(0, 0, 0), xyz(7, 6, 5));
const BOX = boxOf(xyz(2, 1, 1), xyz(3, 4, 3));
const open = (name: string, options = {}) => openNpy(createFileStore(FOLDER), name, options);
const openBytes = (bytes: Uint8Array) => openNpy(createMemoryStore('m', [['a.npy', bytes]]), 'a.npy');
const fixture = (name: string) => new Uint8Array(readFileSync(`${FOLDER}/${name}`));

for (const name of ['c.npy', 'fortran.npy', 'version2.npy']) {
  test(`${name}: whole and in part`, async () => {
    const volume = await open(name);
    assert.equal(volume.dataType, 'uint16');
    assert.deepEqual(volume.bounds, WHOLE);
    assertSameSamples((await volume.read(WHOLE)).data, expectedBlock(WHOLE));
    assertSameSamples((await volume.read(BOX)).data, expectedBlock(BOX));
  });
}

for (const name of ['channels.npy', 'channels-fortran.npy']) {
  test(`${name}: the first of four dimensions is the channel`, async () => {
    const volume = await open(name);
    assert.equal(volume.numChannels, 2);
    const expected = [...expectedBlock(BOX), ...expectedBlock(BOX, (value) => value + 100)];
    assertSameSamples((await volume.read(BOX)).data, expected);
  });
}

test('a place in the world moves the box', async () => {
  const volume = await open('fortran.npy', { origin: xyz(100, 0, -5) });
  const { data } = await volume.read(boxOf(xyz(102, 1, -4), xyz(3, 4, 3)));
  assertSameSamples(data, expectedBlock(BOX));
});

test('objects are refused unread; so are other types, shapes and values that volumes lack', async () => {
  const cases: [string, string, RegExp][] = [
    ['pickled.npy', 'unsupported', /pickled.*would run code/],
    ['complex.npy', 'unsupported', /<c8/],
    ['text.npy', 'unsupported', /<U1/],
    ['records.npy', 'unsupported', /structured/],
    ['plane.npy', 'invalid', /shape \(6, 7\)/],
  ];
  for (const [name, tag, message] of cases) await assert.rejects(open(name), { tag, message }, name);
  const negative = await open('negative.npy');
  await assert.rejects(negative.read(WHOLE), { tag: 'invalid', message: /labels >= 0, got -1/ });
  const beyond = await open('beyond.npy');
  assert.match(beyond.warnings.join(), /float64/);
  await assert.rejects(beyond.read(beyond.bounds), { tag: 'invalid', message: /1e\+300/ });
  await assert.rejects(open('none.npy'), { tag: 'missing' });
});

test('a file cut anywhere is refused when it is opened', async () => {
  for (const name of ['c.npy', 'fortran.npy']) {
    const bytes = fixture(name);
    for (let end = 0; end < bytes.length; end += 7) {
      const isBad = (e: unknown) => isFloodlightError(e, 'corrupt') || isFloodlightError(e, 'invalid');
      await assert.rejects(openBytes(bytes.slice(0, end)), isBad, `${name} ${end}`);
    }
  }
});

test('a header that lies about its length, shape or type is refused by field', async () => {
  const lie = (from: string, to: string) => {
    const bytes = fixture('c.npy');
    const at = new TextDecoder('latin1').decode(bytes).indexOf(from);
    bytes.set(new TextEncoder().encode(to), at);
    return openBytes(bytes);
  };
  await assert.rejects(lie('(5, 6, 7)', '(5, 6, 8)'), {
    tag: 'corrupt',
    message: /shape and descr.*5 x 6 x 8/,
  });
  await assert.rejects(lie('<u2', '<u4'), { tag: 'corrupt', message: /shape and descr.*<u4/ });
  await assert.rejects(lie('<u2', '|O8'), { tag: 'unsupported', message: /pickled/ });
  const long = fixture('version2.npy');
  long.set([255, 255, 255, 127], 8);
  await assert.rejects(openBytes(long), { tag: 'too-large', message: /header at offset 0/ });
  const vast = fixture('c.npy');
  vast.set(new TextEncoder().encode('(99999999, 99999999, 99999999), }'), 51);
  await assert.rejects(openBytes(vast), isFloodlightError);
});
