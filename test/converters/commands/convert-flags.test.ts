/** What `convert` refuses, and what it says. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { encodeNpy } from '../../../datasets/npy/index.ts';
import { createPhantom } from '../../../datasets/phantom/index.ts';
import { openPrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';

const FLAGS = ['--resolution', '8,8,8', '--parallel', '1'];
const LABELS = [...FLAGS, '--type', 'segmentation', '--chunk-size', '16,16,16'];
let folder = '';
const at = (name: string) => join(folder, name);

async function putLabels(name: string, data: BigUint64Array): Promise<void> {
  await writeFile(at(name), encodeNpy({ dataType: 'uint64', shape: [40, 40, 40], data }));
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-bad-'));
  const { image } = createPhantom({ style: 'em', size: xyz(64, 64, 64), seed: 9 });
  const grey = (await image.read(image.bounds)).data as Uint8Array;
  await writeFile(at('image.npy'), encodeNpy({ dataType: 'uint8', shape: [64, 64, 64], data: grey }));
  await putLabels('full.npy', new BigUint64Array(64_000).fill(2n ** 64n - 1n));
  const one = new BigUint64Array(64_000);
  one[12_345] = 2n ** 53n + 1n;
  await putLabels('one.npy', one);
  await putLabels('none.npy', new BigUint64Array(64_000));
});
after(() => rm(folder, { recursive: true, force: true }));

async function convert(input: string, out: string, ...flags: string[]) {
  let stderr = '';
  const code = await runProgram(['convert', at(input), at(out), ...flags], {
    stdout: { write: () => true },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stderr };
}

async function readLabels(name: string): Promise<BigUint64Array> {
  const volume = (await openPrecomputed(createFileStore(at(name)))).volume(0);
  return (await volume.read(volume.bounds)).data as BigUint64Array;
}

test('an image given as labels is refused with the reason, --dry-run too; the other type and the flag let it pass', async () => {
  for (const more of [[], ['--dry-run'], ['--split-components']]) {
    const { code, stderr } = await convert('image.npy', 'x', ...LABELS, ...more);
    assert.equal(code, 3);
    assert.match(stderr, /expected labels.*got an image, it seems: \d+ %.*--type image.*--noisy-labels/);
    assert.ok(!(await readdir(folder)).includes('x'), 'nothing is left');
  }
  assert.equal((await convert('image.npy', 'as-image', ...FLAGS)).code, 0);
  assert.equal((await convert('image.npy', 'as-labels', ...LABELS, '--noisy-labels')).code, 0);
});

test('one label that fills the volume, one voxel above 2^53, and nothing but background pass whole', async () => {
  for (const [name, ...more] of [
    ['full'],
    ['one'],
    ['none'],
    ['full', '--split-components'],
    ['one', '--split-components', '--sharded'],
    ['none', '--split-components', '--dust', '5'],
  ] as const) {
    const out = [name, ...more].join('');
    assert.equal((await convert(`${name}.npy`, out, ...LABELS, ...more)).code, 0, out);
    const found = new Set(await readLabels(out));
    found.delete(0n);
    const own = name === 'full' ? [2n ** 64n - 1n] : name === 'one' ? [2n ** 53n + 1n] : [];
    assert.deepEqual([...found], more.length > 0 ? own.map(() => 1n) : own, out);
  }
  assert.equal((await convert('one.npy', 'gone', ...LABELS, '--dust', '2')).code, 0);
  assert.ok((await readLabels('gone')).every((label) => label === 0n));
});

test('missing chunks: how many, and a failure unless they are to be filled; a crop without them passes', async () => {
  for (const [name, more] of [
    ['chunks', []],
    ['shards', ['--sharded']],
  ] as const) {
    assert.equal((await convert('full.npy', name, ...LABELS, ...more)).code, 0);
    const scale = at(`${name}/8_8_8`);
    for (const file of await readdir(scale)) {
      const isLost = name === 'chunks' ? /^0-16_/.test(file) : file.endsWith('.shard');
      if (isLost) await rm(join(scale, file));
    }
    const lost = name === 'chunks' ? 9 : 27;
    const message = new RegExp(`expected all chunks, got ${lost} of 27 chunks missing. Give --fill-missing`);
    for (const extra of [[], ['--dry-run']]) {
      const { code, stderr } = await convert(name, 'copy', '--type', 'segmentation', ...extra);
      assert.equal(code, 4);
      assert.match(stderr, message);
      assert.ok(!(await readdir(folder)).includes('copy'));
    }
    const filled = await convert(name, `${name}-filled`, '--type', 'segmentation', '--fill-missing');
    assert.equal(filled.code, 0);
    assert.match(filled.stderr, new RegExp(`warning: .*${lost} of 27 chunks missing: their voxels become 0`));
    const zeros = (await readLabels(`${name}-filled`)).filter((label) => label === 0n).length;
    assert.equal(zeros, name === 'chunks' ? 16 * 40 * 40 : 64_000);
  }
  const crop = ['--type', 'segmentation', '--box', '16,0,0,24,40,40'];
  assert.equal((await convert('chunks', 'cropped', ...crop)).code, 0);
  const strict = ['--type', 'segmentation', '--fill-missing', '--strict'];
  assert.equal((await convert('chunks', 'strict', ...strict)).code, 3);
});

test('a destination that holds something else is refused, and --dry-run says so', async () => {
  await mkdir(at('zarr'));
  await writeFile(at('zarr/.zgroup'), '{}');
  assert.equal((await convert('full.npy', 'taken', ...LABELS)).code, 0);
  for (const more of [[], ['--dry-run'], ['--split-components']]) {
    const other = await convert('one.npy', 'taken', ...LABELS, ...more);
    assert.equal(other.code, 3);
    assert.match(other.stderr, /expected an empty or new destination, got a dataset.*--force/);
    const zarr = await convert('one.npy', 'zarr', ...LABELS, ...more);
    assert.equal(zarr.code, 3);
    assert.match(zarr.stderr, /got a dataset of another format \(\.zgroup\)/);
  }
  assert.deepEqual(await readdir(at('zarr')), ['.zgroup']);
  const again = await convert('full.npy', 'taken', ...LABELS, '--dry-run');
  assert.equal(again.code, 0);
  assert.match(again.stderr, /is complete: the same command wrote it/);
});

test('that labels are counted again is said where an unfinished run is there', async () => {
  const flags = [...LABELS, '--dust', '2'];
  // A run that writes all and then cannot put its record.
  await mkdir(at('dusty/provenance.json/x'), { recursive: true });
  const first = await convert('one.npy', 'dusty', ...flags);
  assert.notEqual(first.code, 0);
  assert.doesNotMatch(first.stderr, /unfinished/);
  await rm(at('dusty/provenance.json'), { recursive: true });
  const second = await convert('one.npy', 'dusty', ...flags);
  assert.equal(second.code, 0, second.stderr);
  assert.match(
    second.stderr,
    /unfinished run is there: its labels are counted once more.*going on with an unfinished run: 27 of 27 chunks/s,
  );
  assert.ok((await readLabels('dusty')).every((label) => label === 0n));
  for (const more of [[], ['--dry-run']]) {
    const third = await convert('one.npy', 'dusty', ...flags, ...more);
    assert.equal(third.code, 0);
    assert.match(third.stderr, /is complete: the same command wrote it/);
    assert.doesNotMatch(third.stderr, /unfinished/);
  }
});

test('flags of the other type, and values out of range', async () => {
  const cases: [string[], RegExp][] = [
    [['--dust', '5'], /--dust: expected labels, got --type image/],
    [['--split-components'], /--split-components: expected labels/],
    [['--clahe', '2d', '--type', 'segmentation'], /--clahe: expected grey values, got --type segmentation/],
    [['--clahe-tile', '8'], /--clahe-tile: expected --clahe 2d or 3d, got no --clahe/],
    [['--clahe-clip', '0.1'], /--clahe-clip: expected --clahe 2d or 3d/],
    [['--clahe', '4d'], /--clahe: expected 2d or 3d/],
    [['--clahe', '2d', '--clahe-tile', '1'], /--clahe-tile: expected voxels/],
    [['--clahe', '2d', '--clahe-clip', '2'], /--clahe-clip: expected a number from 0 to 1/],
    [['--contrast', '1%,200%'], /--contrast: expected two different percentiles/],
    [['--contrast', '1%,20'], /--contrast: expected two different percentiles/],
    [['--contrast', '5%,5%'], /--contrast: expected two different percentiles/],
    [['--dust', '0', '--type', 'segmentation'], /--dust: expected an integer from 1/],
  ];
  for (const [flags, message] of cases) {
    const { code, stderr } = await convert('image.npy', 'no', ...FLAGS, ...flags);
    assert.equal(code, 2, flags.join(' '));
    assert.match(stderr, message);
  }
});
