/**
 * The real image and ground truth through the program, sharded and not: `verify` passes, and Neuroglancer's own reader and
 * ours find in every voxel what the input files hold.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openHdf5Volume, readTable } from '../../datasets/hdf5/index.node.ts';
import { openImageStack } from '../../datasets/images/index.node.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { assertSameSamples } from '../datasets/support/blocks.ts';
import { readByNeuroglancer } from '../datasets/support/neuroglancer-volume.ts';
import { fib25Path } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-fib25-'));
});
after(() => rm(root, { recursive: true, force: true }));

/** Runs `convert` and `verify`, and reads the result twice. */
async function convertAndRead(name: string, input: string, flags: readonly string[]) {
  const output = join(root, name);
  const converted = await runFloodlight('convert', input, output, ...flags);
  assert.equal(converted.code, 0, converted.stderr);
  const verified = await runFloodlight('verify', output);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  assert.match(verified.stdout, /no problems/);
  const store = createFileStore(output);
  const dataset = await openPrecomputed(store);
  const volume = dataset.volume(0);
  assert.deepEqual([...(volume.voxelSizeNm ?? [])], [10, 10, 10]);
  const { data: ours } = await volume.read(volume.bounds);
  const { data: theirs } = await readByNeuroglancer(store, dataset.info);
  return { ours, theirs, info: dataset.info };
}

test('the grey slices, in a file a chunk and in shards', async () => {
  const stack = await openImageStack(fib25Path('grayscale_maps'));
  const { data } = await stack.read(stack.bounds);
  assert.equal(data.length, 250 ** 3);
  for (const form of [[], ['--sharded']]) {
    const flags = ['--resolution', '10,10,10', ...form];
    const { ours, theirs, info } = await convertAndRead(
      `em${form.length}`,
      fib25Path('grayscale_maps'),
      flags,
    );
    assert.equal(info.dataType, 'uint8');
    assert.equal(info.scales[0].sharding !== undefined, form.length > 0);
    assertSameSamples(ours, data);
    assertSameSamples(theirs, data);
  }
});

test('the ground truth, its supervoxels mapped to bodies, compressed and in shards', async () => {
  const file = fib25Path('groundtruth.h5.gz');
  const stack = await openHdf5Volume(`${file}:stack`);
  const { data: supervoxels } = await stack.read(stack.bounds);
  stack.close();
  const { data: rows } = await readTable(file, 'transforms');
  const bodies = new Map<number, bigint>();
  for (let i = 0; i < rows.length; i += 2) bodies.set(Number(rows[i]), BigInt(rows[i + 1] ?? 0));
  const expected = BigUint64Array.from(supervoxels as Int32Array, (id) => bodies.get(id) ?? 0n);

  const flags = ['--type', 'segmentation', '--encoding', 'compressed_segmentation', '--sharded'];
  const relabel = ['--relabel', `${file}:transforms`, '--resolution', '10,10,10'];
  const { ours, theirs, info } = await convertAndRead('gt', `${file}:stack`, [...flags, ...relabel]);
  assert.equal(info.dataType, 'uint64');
  assert.ok(info.scales[0].sharding);
  assertSameSamples(ours, expected);
  assertSameSamples(theirs, expected);
});
