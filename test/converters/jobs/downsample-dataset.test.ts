import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DownsampleDatasetOptions, downsampleDataset } from '../../../converters/jobs/index.ts';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import {
  openPrecomputed,
  type PrecomputedSpec,
  writePrecomputed,
} from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { createSamples, type VoxelBlock } from '../../../datasets/volume.ts';
import type { DownsampleMethod } from '../../../datasets/voxels/index.ts';
import { assertSameSamples, createRandom, randomBlock } from '../../datasets/support/blocks.ts';
import { readByNeuroglancer } from '../../datasets/support/neuroglancer-volume.ts';
import { slowDownsample } from '../../datasets/voxels/downsample/slow-downsample.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-downsample-'));
});
after(() => rm(root, { recursive: true, force: true }));

/** Labels in pieces of 3 x 3 x 3 voxels, many of them background, some above 2^53 that differ in their last bit only. */
function labelBlock(size: Xyz): VoxelBlock {
  const random = createRandom(7);
  const names = [0n, 0n, 5n, (1n << 60n) + 1n, 1n << 60n, (1n << 64n) - 1n];
  const pieces = new Map<string, bigint>();
  const data = new BigUint64Array(size[0] * size[1] * size[2]);
  for (let i = 0, z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++) {
        const piece = [x, y, z].map((v) => Math.floor(v / 3)).join();
        if (!pieces.has(piece)) pieces.set(piece, names[random(names.length)] ?? 0n);
        data[i++] = pieces.get(piece) ?? 0n;
      }
    }
  }
  return { dataType: 'uint64', numChannels: 1, size, data };
}

async function dataset(name: string, block: VoxelBlock, origin: Xyz, spec: Partial<PrecomputedSpec> = {}) {
  const folder = join(root, name);
  const type = block.dataType === 'uint64' ? 'segmentation' : 'image';
  const encoding = type === 'image' ? 'raw' : 'compressed_segmentation';
  const volume = createMemoryVolume(block, { origin, voxelSizeNm: xyz(8, 8, 8) });
  await writePrecomputed(
    createFileStore(folder),
    { type, encoding, chunkSize: xyz(8, 8, 8), ...spec },
    volume,
  );
  return folder;
}

const messages: string[] = [];
const run = (folder: string, options: DownsampleDatasetOptions = {}) =>
  downsampleDataset(folder, { parallel: 1, onMessage: (text) => messages.push(text), ...options });

/** Every scale after the first, read by Neuroglancer, against its definition on the scale before. */
async function checkScales(
  folder: string,
  block: VoxelBlock,
  origin: Xyz,
  options: { method: DownsampleMethod; sparse?: boolean; factors?: Xyz },
) {
  const store = createFileStore(folder);
  const { info } = await openPrecomputed(store);
  let [fine, begin] = [block, origin];
  for (const scale of info.scales.slice(1)) {
    const factors = options.factors ?? xyz(2, 2, 2);
    const expected = slowDownsample(fine, begin, { ...options, factors });
    const data = createSamples(block.dataType, expected.length);
    for (const [i, value] of expected.entries()) data[i] = value;
    fine = { ...block, size: scale.size, data };
    begin = xyz(
      Math.floor(begin[0] / factors[0]),
      Math.floor(begin[1] / factors[1]),
      Math.floor(begin[2] / factors[2]),
    );
    assert.deepEqual(scale.voxelOffset, begin);
    assertSameSamples((await readByNeuroglancer(store, { ...info, scales: [scale] })).data, data);
  }
  return info.scales.length;
}

async function tree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  const pairs = files.sort().map(async (f) => [f.slice(folder.length), await readFile(f, 'latin1')] as const);
  return new Map((await Promise.all(pairs)).filter(([name]) => name !== '/provenance.json'));
}

test('labels by mode: every scale is its definition, at odd offsets and sizes, sharded or not', async () => {
  const block = labelBlock(xyz(37, 20, 19));
  for (const [name, origin, sharding] of [
    ['odd', xyz(-3, 11, 0), undefined],
    ['even', xyz(-16, 16, 0), undefined],
    ['shards', xyz(-16, 16, 0), true],
    ['odd-shards', xyz(5, 0, 1), true],
  ] as const) {
    const folder = await dataset(name, block, origin, { sharding });
    const { added, state } = await run(folder);
    assert.deepEqual([state, added.length], ['written', 3]);
    assert.equal(await checkScales(folder, block, origin, { method: 'mode' }), 4);
    assert.equal((await readdir(folder)).length, 6, 'four scales, info and provenance alone');
    const isSharded = added.every((scale) => scale.sharding !== undefined);
    assert.equal(isSharded, sharding === true);
  }
});

test('images: every method, and factors of any size; sparse labels keep thin pieces', async () => {
  const origin = xyz(4, -8, 0);
  const image = randomBlock('uint8', xyz(33, 24, 16), 200);
  for (const method of ['average', 'min', 'max', 'median', 'stride', 'mode'] as const) {
    const folder = await dataset(`m-${method}`, image, origin);
    await run(folder, { method, factors: xyz(3, 2, 1), scales: 2 });
    assert.equal(await checkScales(folder, image, origin, { method, factors: xyz(3, 2, 1) }), 3);
  }
  const labels = labelBlock(xyz(24, 24, 24));
  const folder = await dataset('sparse', labels, origin);
  await run(folder, { sparse: true, sharded: true });
  await checkScales(folder, labels, origin, { method: 'mode', sparse: true });
});

test('several scales in one read give the bytes of one scale at a time', async () => {
  const block = labelBlock(xyz(128, 128, 8));
  for (const sharded of [false, true]) {
    const [at, step] = [await dataset(`at-${sharded}`, block, xyz(0, 0, 0)), join(root, `step-${sharded}`)];
    await dataset(`step-${sharded}`, block, xyz(0, 0, 0));
    await run(at, { sharded });
    for (const scales of [1, 2, 3, 4]) await run(step, { scales, sharded });
    const [one, other] = [await tree(at), await tree(step)];
    assert.deepEqual([...one.keys()], [...other.keys()]);
    for (const [name, bytes] of one) assert.ok(other.get(name) === bytes, name);
  }
});

test('a run that is stopped goes on, and leaves the bytes of an undisturbed one', async () => {
  const block = labelBlock(xyz(40, 40, 40));
  for (const sharded of [false, true]) {
    const whole = await dataset(`whole-${sharded}`, block, xyz(0, 0, 0));
    await run(whole, { sharded });
    const folder = await dataset(`stopped-${sharded}`, block, xyz(0, 0, 0));
    const before = await readFile(join(folder, 'info'), 'utf8');
    for (let stops = 0; ; stops++) {
      const controller = new AbortController();
      let chunks = 0;
      const onProgress = () => {
        if (++chunks === 12) controller.abort();
      };
      const end = await run(folder, { sharded, signal: controller.signal, onProgress }).catch((e) => e);
      if (!isFloodlightError(end, 'aborted')) break;
      assert.equal(await readFile(join(folder, 'info'), 'utf8'), before);
      await assert.rejects(run(folder, { sharded, gzipLevel: 5 }), /--gzip-level 6, got 5/);
      assert.ok(stops < 40);
    }
    assert.ok(messages.at(-1)?.startsWith('going on with an unfinished run'));
    const [one, other] = [await tree(whole), await tree(folder)];
    assert.deepEqual([...one.keys()], [...other.keys()]);
    for (const [name, bytes] of one) assert.ok(other.get(name) === bytes, name);
  }
});

test('the same command again adds nothing; unknown keys of the info stay; force makes scales again', async () => {
  const block = labelBlock(xyz(20, 20, 20));
  const folder = await dataset('again', block, xyz(0, 0, 0));
  const info = JSON.parse(await readFile(join(folder, 'info'), 'utf8')) as { scales: object[] };
  info.scales = info.scales.map((scale) => ({ ...scale, mine: { a: 1 } }));
  await writeFile(join(folder, 'info'), JSON.stringify({ ...info, mesh: 'mesh', theirs: [1, 'x'] }));
  await run(folder);
  const first = await tree(folder);
  const written = JSON.parse(await readFile(join(folder, 'info'), 'utf8')) as typeof info & {
    theirs: unknown;
    mesh: unknown;
  };
  assert.deepEqual([written.theirs, written.mesh, written.scales[0]], [[1, 'x'], 'mesh', info.scales[0]]);
  assert.equal((await run(folder)).state, 'complete');
  assert.deepEqual(await tree(folder), first);
  await assert.rejects(
    run(folder, { mip: 0 }).then(() => run(folder, { mip: 0, method: 'max' })),
    /scale 0/,
  );
  await run(folder, { force: true, sparse: true });
  await checkScales(folder, block, xyz(0, 0, 0), { method: 'mode', sparse: true });
  assert.equal((await readdir(folder)).length, 5);
});

test('missing chunks are counted, and taken as zeros only where that is asked for', async () => {
  const block = randomBlock('uint8', xyz(24, 16, 8), 9);
  const folder = await dataset('missing', block, xyz(0, 0, 0));
  for (const name of ['0-8_0-8_0-8', '8-16_8-16_0-8']) await rm(join(folder, '8_8_8', name));
  await assert.rejects(run(folder), /expected all chunks, got 2 missing/);
  await assert.rejects(run(folder, { dryRun: true }), /got 2 missing/);
  assert.deepEqual((await readdir(folder)).sort(), ['8_8_8', 'info']);
  assert.equal((await run(folder, { fillMissing: true })).missingChunks, 2);
});

test('what does not fit is refused before anything is written', async () => {
  const image = await dataset('image', randomBlock('uint8', xyz(20, 20, 20), 200), xyz(0, 0, 0));
  const labels = await dataset('labels', labelBlock(xyz(20, 20, 20)), xyz(0, 0, 0));
  const noise = { ...randomBlock('uint64', xyz(20, 20, 20), 200) };
  const fake = await dataset('fake', noise, xyz(0, 0, 0));
  const cases: [string, DownsampleDatasetOptions, RegExp][] = [
    [labels, { method: 'average' }, /third one/],
    [labels, { encoding: 'jpeg' }, /jpeg changes labels/],
    [image, { encoding: 'compressed_segmentation' }, /uint32 or uint64/],
    [image, { sparse: true }, /--sparse/],
    [image, { mip: 3 }, /0 to 0/],
    [image, { scales: 9 }, /at most 5/],
    [fake, {}, /differ from their neighbour, as in an image/],
    [join(root, 'nothing'), {}, /no such object/],
  ];
  for (const [folder, options, message] of cases) await assert.rejects(run(folder, options), message);
  assert.deepEqual((await readdir(image)).sort(), ['8_8_8', 'info']);
  await writeFile(join(labels, '8_8_8/notes'), 'mine');
  const stray = createFileStore(labels);
  await stray.put('16_16_16/0-8_0-8_0-8', new Uint8Array(4));
  await assert.rejects(run(labels), /16_16_16\/0-8_0-8_0-8 of an unknown run/);
});
