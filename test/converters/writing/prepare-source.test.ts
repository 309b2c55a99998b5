/** `convert` of volumes whose transforms need to know the whole, and of datasets: as a person calls it. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyDataset } from '../../../converters/jobs/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { encodeNpy } from '../../../datasets/npy/index.ts';
import { createPhantom } from '../../../datasets/phantom/index.ts';
import { openPrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import type { Samples } from '../../../datasets/volume.ts';

const SIZE = xyz(96, 80, 70);
const NM = ['--resolution', '8,8,8'];
const LABELS = ['--type', 'segmentation'];
let folder = '';
const at = (name: string) => join(folder, name);
let truth: BigUint64Array;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-volumes-'));
  const { labels, image } = createPhantom({ style: 'em', size: SIZE, seed: 5 });
  const shape = [SIZE[2], SIZE[1], SIZE[0]];
  const read = async (volume: typeof labels) => (await volume.read(volume.bounds)).data;
  // Above 2^53, where several labels are the same double.
  truth = BigUint64Array.from((await read(labels)) as Uint32Array, BigInt).map((v) => v && v + 2n ** 60n);
  await writeFile(at('labels.npy'), encodeNpy({ dataType: 'uint64', shape, data: truth }));
  const grey = (await read(image)) as Uint8Array;
  await writeFile(at('image.npy'), encodeNpy({ dataType: 'uint8', shape, data: grey }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function convert(input: string, out: string, ...flags: string[]) {
  let [stderr, stdout] = ['', ''];
  const code = await runProgram(['convert', at(input), at(out), ...flags], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stderr, stdout };
}

async function done(...args: Parameters<typeof convert>): Promise<void> {
  const { code, stderr } = await convert(...args);
  assert.equal(code, 0, stderr);
}

async function readBack(name: string) {
  const volume = (await openPrecomputed(createFileStore(at(name)))).volume(0);
  return { volume, data: (await volume.read(volume.bounds)).data };
}

const same = (a: Samples, b: Samples) =>
  assert.ok(Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0);

async function tree(name: string): Promise<Map<string, string>> {
  const entries = await readdir(at(name), { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile() && e.name !== 'provenance.json');
  const pairs = files.map(async (e) => {
    const path = join(e.parentPath, e.name);
    return [path.slice(at(name).length), await readFile(path, 'latin1')] as const;
  });
  return new Map((await Promise.all(pairs)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('components and dust: the same voxels for any chunks, shards and threads; verify finds no fault', async () => {
  const flags = [...NM, ...LABELS, '--split-components', '--dust', '20'];
  await done('labels.npy', 'split', ...flags, '--parallel', '1');
  const { data } = await readBack('split');
  const found = new Set(data as BigUint64Array);
  found.delete(0n);
  assert.deepEqual([...found].sort((a, b) => Number(a - b))[0], 1n);
  assert.ok(found.has(BigInt(found.size)), 'labels without gaps');
  assert.deepEqual((await verifyDataset(createFileStore(at('split')))).problems, []);
  await done('labels.npy', 'split4', ...flags, '--parallel', '4');
  assert.deepEqual(await tree('split4'), await tree('split'));
  await done('labels.npy', 'shards', ...flags, '--sharded', '--chunk-size', '16,32,8', '--parallel', '3');
  same((await readBack('shards')).data, data);
  await done('labels.npy', 'corner', ...flags, '--box', '0,0,0,40,40,40', '--chunk-size', '7,64,9');
  assert.ok((await readBack('corner')).data.length === 40 ** 3);
});

test('dust alone keeps labels above 2^53 as they are', async () => {
  const counts = new Map<bigint, number>();
  for (const label of truth) counts.set(label, (counts.get(label) ?? 0) + 1);
  const sizes = [...counts.values()].sort((a, b) => a - b);
  const limit = sizes[sizes.length >> 1]!;
  await done('labels.npy', 'dust', ...NM, ...LABELS, '--dust', `${limit}`, '--parallel', '2');
  const expected = truth.map((label) => ((counts.get(label) ?? 0) < limit ? 0n : label));
  assert.ok(new Set(expected).size < counts.size && new Set(expected).size > 2);
  same((await readBack('dust')).data, expected);
});

test('percentiles and CLAHE: the same bytes for any threads, a crop is a part of the whole', async () => {
  const flags = [...NM, '--contrast', '1%,99%', '--clahe', '3d', '--clahe-tile', '24,20,16'];
  await done('image.npy', 'clahe', ...flags, '--parallel', '1');
  await done('image.npy', 'clahe4', ...flags, '--parallel', '4');
  assert.deepEqual(await tree('clahe4'), await tree('clahe'));
  await done('image.npy', 'part', ...flags, '--box', '10,20,30,50,40,33', '--chunk-size', '16,16,16');
  const { volume } = await readBack('clahe');
  const part = await readBack('part');
  same(part.data, (await volume.read(part.volume.bounds)).data);
  await done('image.npy', 'flat', ...NM, '--clahe', '2d');
  assert.notDeepEqual((await readBack('flat')).data, part.data);
});

test('a dataset as input: other chunks, encodings, shards and places, and the same voxels', async () => {
  await done('labels.npy', 'ds', ...NM, ...LABELS);
  const steps: [string, string, ...string[]][] = [
    ['ds', 'rechunked', '--chunk-size', '40,16,100'],
    ['rechunked', 'raw', '--encoding', 'raw'],
    ['raw', 'sharded', '--sharded', '--chunk-size', '32,32,32'],
    ['sharded', 'shards-of-raw', '--encoding', 'raw', '--sharded', '--chunk-size', '16,16,16'],
    ['shards-of-raw', 'files', '--chunk-size', '64,64,64'],
  ];
  for (const [from, to, ...flags] of steps) {
    await done(from, to, ...LABELS, ...flags);
    const { volume, data } = await readBack(to);
    same(data, truth);
    assert.deepEqual(volume.voxelSizeNm, [8, 8, 8], 'a dataset says its voxel size');
    assert.deepEqual((await verifyDataset(createFileStore(at(to)))).problems, [], to);
  }
  assert.deepEqual(await tree('files'), await tree('ds'), 'back again, byte for byte');
  await done('sharded', 'moved', ...LABELS, '--offset', '-5,1000,7', '--box', '10,1010,17,30,20,10');
  const { volume, data } = await readBack('moved');
  assert.deepEqual(volume.bounds, { begin: [10, 1010, 17], end: [40, 1030, 27] });
  const ds = (await openPrecomputed(createFileStore(at('ds')))).volume(0);
  same(data, (await ds.read({ begin: xyz(15, 10, 10), end: xyz(45, 30, 20) })).data);
});

test('an image dataset through png and back is the same, through jpeg nearly', async () => {
  await done('image.npy', 'grey', ...NM);
  const { data } = await readBack('grey');
  await done('grey', 'png', '--encoding', 'png', '--sharded');
  await done('png', 'again', '--encoding', 'raw');
  same((await readBack('again')).data, data);
  await done('grey', 'jpeg', '--encoding', 'jpeg', '--jpeg-quality', '95');
  await done('jpeg', 'from-jpeg', '--encoding', 'raw');
  const lossy = (await readBack('from-jpeg')).data as Uint8Array;
  const error = lossy.reduce((sum, v, i) => sum + Math.abs(v - Number(data[i])), 0) / lossy.length;
  assert.ok(error > 0 && error < 6, `${error}`);
});
