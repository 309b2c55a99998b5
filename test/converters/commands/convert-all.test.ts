import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';

let folder = '';
const at = (name: string) => join(folder, name);
const SIZE = [24, 20, 16] as const;

/** Two boxes of labels 3 and 9 in a volume of zeros, (z, y, x); grey values count up. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-all-'));
  const [z, y, x] = SIZE;
  const labels = new Uint32Array(z * y * x);
  const inside = (i: number, begin: number, end: number) => i >= begin && i < end;
  labels.forEach((_, i) => {
    const [vz, vy, vx] = [Math.floor(i / (x * y)), Math.floor(i / x) % y, i % x];
    if (!inside(vy, 4, 14) || !inside(vx, 3, 13)) return;
    if (inside(vz, 2, 10)) labels[i] = 9;
    if (inside(vz, 12, 24)) labels[i] = 3;
  });
  await writeFile(
    at('seg.npz'),
    encodeNpz({ labels: { dataType: 'uint32', shape: [...SIZE], data: labels } }),
  );
  const table = { dataType: 'uint32', shape: [1, 2], data: Uint32Array.of(9, 44) } as const;
  await writeFile(at('other.npz'), encodeNpz({ table }));
  const data = Uint8Array.from({ length: labels.length }, (_, i) => i % 251);
  await writeFile(at('em.npz'), encodeNpz({ raw: { dataType: 'uint8', shape: [...SIZE], data } }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await runProgram(args, {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

const all = (out: string, ...flags: string[]) =>
  run(
    'convert',
    at('seg.npz:labels'),
    at(out),
    '--all',
    '--parallel',
    '1',
    '--resolution',
    '8,8,8',
    ...flags,
  );

const json = async (path: string) => JSON.parse(await readFile(at(path), 'utf8')) as Record<string, unknown>;

test('labels, image, meshes, skeletons and a view; verify passes; the same command again does nothing wrong', async () => {
  const done = await all('web', '--image', at('em.npz:raw'), '--json');
  assert.equal(done.code, 0, done.stderr);
  const { meshes, skeletons } = JSON.parse(done.stdout) as Record<string, number>;
  assert.deepEqual([meshes, skeletons], [2, 2]);
  for (const part of ['image', 'segmentation'])
    assert.equal((await run('verify', at(`web/${part}`))).code, 0);
  const view = await json('web/viewer.json');
  assert.deepEqual(view['position'], [8, 10, 12]);
  const sources = (view['layers'] as { source: string }[]).map(({ source }) => source);
  assert.deepEqual(sources, ['precomputed://image', 'precomputed://segmentation']);
  // 10 x 10 voxels across: label 3 is 12 deep, label 9 is 8.
  const [, labels] = view['layers'] as { segments: string[] }[];
  assert.deepEqual(labels?.segments, ['3', '9']);
  assert.equal((await all('web', '--image', at('em.npz:raw'))).code, 0);
  assert.deepEqual(await json('web/viewer.json'), view);
});

test('without an image OUT is the segmentation, and the view lies in it', async () => {
  assert.equal((await all('alone')).code, 0);
  assert.equal((await json('alone/info'))['type'], 'segmentation');
  const [layer] = (await json('alone/viewer.json'))['layers'] as { source: string }[];
  assert.equal(layer?.source, 'precomputed://.');
});

test('--force writes over another dataset with its meshes and skeletons; a share of it all is refused', async () => {
  assert.equal((await all('over')).code, 0);
  const flags = ['--relabel', at('other.npz:table'), '--unmapped', 'keep'];
  const refused = await all('over', ...flags);
  assert.match(refused.stderr, /expected an empty or new destination, got a dataset/);
  const forced = await all('over', ...flags, '--force', '--json');
  assert.equal(forced.code, 0, forced.stderr);
  assert.equal((await run('verify', at('over'))).code, 0);
  const properties = (await json('over/segment_properties/info'))['inline'] as { ids: string[] };
  assert.deepEqual(properties.ids, ['3', '44']);
  assert.deepEqual((await readdir(at('over/skeletons'))).sort(), ['3', '44', 'completion.json', 'info']);
  const share = await all('share', '--part', '1/2');
  assert.equal(share.code, 2);
  assert.match(share.stderr, /--part: expected one step, got 1\/2 of --all/);
  assert.equal(existsSync(at('share')), false);
});

test('a dry run tells each part and writes nothing', async () => {
  const { code, stdout } = await all('dry', '--image', at('em.npz:raw'), '--dry-run');
  assert.equal(code, 0);
  assert.match(stdout, /image: 16 x 20 x 24 voxels, 1 chunks? in 3 objects/);
  assert.match(stdout, /segmentation: 16 x 20 x 24 voxels.*\n.*one chunk is all: no coarser scales/);
  // A chunk of each, a block of meshes and one of skeletons; two times 24 * 20 * 16 voxels.
  assert.match(stdout, /in all 4 tasks and the labels, 15360 voxels/);
  assert.equal(existsSync(at('dry')), false);
});

test('what stops the second part is found before the first is written', async () => {
  const wide = { dataType: 'uint64', shape: [...SIZE], data: new BigUint64Array(24 * 20 * 16) } as const;
  await writeFile(at('wide.npz'), encodeNpz({ raw: wide }));
  const refused = await all('early', '--image', at('wide.npz:raw'));
  assert.equal(refused.code, 3);
  assert.match(
    refused.stderr,
    /wide.*expected an image of which there is a mean, got samples of uint64\. Convert/,
  );
  await all('early/segmentation');
  const relabel = ['--relabel', at('other.npz:table'), '--unmapped', 'keep'];
  const occupied = await all('early', '--image', at('em.npz:raw'), ...relabel);
  assert.equal(occupied.code, 3);
  assert.match(occupied.stderr, /early.segmentation: expected an empty or new destination/);
  assert.deepEqual(await readdir(at('early')), ['segmentation']);
});

test('labels alone are not put around the datasets of an earlier run', async () => {
  assert.equal((await all('around', '--image', at('em.npz:raw'))).code, 0);
  const before = await json('around/viewer.json');
  const { code, stderr } = await all('around');
  assert.equal(code, 3);
  assert.match(stderr, /around: expected a new folder.*got one that has a dataset within, .*Give --image/);
  assert.deepEqual(await json('around/viewer.json'), before);
});

test('an image of another extent is said; little memory is enough, by smaller blocks', async () => {
  const shape = [24, 20, 8];
  const data = new Uint8Array(24 * 20 * 8);
  await writeFile(at('half.npz'), encodeNpz({ raw: { dataType: 'uint8', shape, data } }));
  const { code, stderr } = await all('half', '--image', at('half.npz:raw'), '--memory', '0.01');
  assert.equal(code, 0, stderr);
  assert.match(stderr, /warning: the image has 64 x 160 x 192 nm, the labels 128 x 160 x 192 nm/);
});

test('flags of images without an image, and an image without --all, are refused', async () => {
  const grey = await all('no', '--contrast', '0,9');
  assert.equal(grey.code, 2);
  assert.match(grey.stderr, /--contrast: expected an image that it is for, got no --image/);
  const lone = await run(
    'convert',
    at('em.npz:raw'),
    at('no'),
    '--image',
    at('em.npz:raw'),
    '--resolution',
    '8,8,8',
  );
  assert.equal(lone.code, 2);
  assert.match(lone.stderr, /--image: expected --all with it/);
  assert.equal(existsSync(at('no')), false);
});
