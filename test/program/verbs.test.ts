/** The verbs one after the other on files of their own, as a lab would call them. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { boxOf, xyz } from '../../datasets/geometry/index.ts';
import { encodeNpz } from '../../datasets/npy/index.ts';
import { createCellPhantom } from '../../datasets/phantom/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { handSetModel, type Weights } from '../../ffn/model/index.ts';
import { assertSameSamples } from '../datasets/support/blocks.ts';
import { runFloodlight } from '../support/program.ts';
import { writeBundle } from '../support/tensor-bundle-writer.ts';

const SIZE = 48;
const phantom = createCellPhantom({ size: xyz(SIZE, SIZE, SIZE), seed: 7 });

let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-verbs-'));
  await mkdir(at('slices'));
  await mkdir(at('model'));
  const grey = phantom.image.data as Uint8Array;
  for (let z = 0; z < SIZE; z++) {
    const slice = grey.subarray(z * SIZE * SIZE, (z + 1) * SIZE * SIZE);
    const raw = { width: SIZE, height: SIZE, channels: 1 } as const;
    await sharp(slice, { raw })
      .toColourspace('b-w')
      .png()
      .toFile(at('slices', `s${z}.png`));
  }
});
after(() => rm(folder, { recursive: true, force: true }));

test('convert: slices become chunks with the same voxels; once done it is done, and another command is refused', async () => {
  const args = [
    'convert',
    at('slices'),
    at('image'),
    '--resolution',
    '8,8,8',
    '--chunk-size',
    '20,20,20',
    '--json',
  ];
  const { code, stdout } = await runFloodlight(...args);
  assert.equal(code, 0);
  assert.equal((JSON.parse(stdout) as { voxels: number }).voxels, SIZE ** 3);
  const dataset = await openPrecomputed(createFileStore(at('image')));
  const { data } = await dataset.volume(0).read(boxOf(xyz(0, 0, 0), xyz(SIZE, SIZE, SIZE)));
  assertSameSamples(data as Uint8Array, phantom.image.data as Uint8Array);
  const again = await runFloodlight(...args);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /is complete.*--force/);
  const other = await runFloodlight(...args, '--offset', '1,2,3');
  assert.equal(other.code, 3);
  assert.match(other.stderr, /--force/);
  assert.equal((await runFloodlight(...args, '--force')).code, 0);
});

test('convert: a dry run writes nothing; the record names the command and the input', async () => {
  const args = ['convert', at('slices'), at('dry'), '--resolution', '8,8,8', '--json'];
  const dry = await runFloodlight(...args, '--dry-run');
  assert.equal(dry.code, 0, dry.stderr);
  assert.equal((JSON.parse(dry.stdout) as { rawBytes: number }).rawBytes, SIZE ** 3);
  assert.ok(!existsSync(at('dry')));
  const { entries } = JSON.parse(await readFile(at('image/provenance.json'), 'utf8')) as {
    entries: { command: string[]; inputs: { files: number; sha256: string }[] }[];
  };
  assert.deepEqual(
    entries.map(({ command }) => command[0]),
    // Run again with --force, it is the same command on the same input: one entry.
    ['convert'],
  );
  assert.equal(entries[0]?.inputs[0]?.files, SIZE);
  assert.match(entries[0]?.inputs[0]?.sha256 ?? '', /^[0-9a-f]{64}$/);
});

test('convert: labels through a table, grey values through a window, a gap refused with --strict', async () => {
  const labels = { dataType: 'uint8', shape: [1, 1, 4], data: Uint8Array.of(0, 1, 2, 1) } as const;
  const rows = { dataType: 'int64', shape: [2, 2], data: BigInt64Array.of(1n, 7n, 2n, 2n ** 62n) } as const;
  await writeFile(at('labels.npz'), encodeNpz({ labels, rows }));
  const table = ['--relabel', at('labels.npz:rows'), '--type', 'segmentation', '--resolution', '1,1,1'];
  const relabelled = await runFloodlight('convert', at('labels.npz:labels'), at('bodies'), ...table);
  assert.equal(relabelled.code, 0, relabelled.stderr);
  const bodies = (await openPrecomputed(createFileStore(at('bodies')))).volume(0);
  assert.deepEqual([...((await bodies.read(bodies.bounds)).data as BigUint64Array)], [0n, 7n, 2n ** 62n, 7n]);
  const window = ['--contrast', '2,0', '--resolution', '1,1,1', '--offset', '-4,0,9'];
  const windowed = await runFloodlight('convert', at('labels.npz:labels'), at('window'), ...window);
  assert.equal(windowed.code, 0, windowed.stderr);
  const grey = (await openPrecomputed(createFileStore(at('window')))).volume(0);
  assert.deepEqual([...grey.bounds.begin], [-4, 0, 9]);
  assert.deepEqual([...((await grey.read(grey.bounds)).data as Uint8Array)], [255, 128, 0, 128]);
  await rename(at('slices/s20.png'), at('s20.png'));
  const strict = await runFloodlight('convert', at('slices'), at('gap'), '--resolution', '8,8,8', '--strict');
  assert.equal(strict.code, 3, strict.stderr);
  assert.match(strict.stderr, /no warnings with --strict/);
  await rename(at('s20.png'), at('slices/s20.png'));
});

test('segment: the command of the README, underscores included, on a checkpoint and a request of our own', async () => {
  const { config, weights } = handSetModel();
  await writeCheckpoint(weights);
  const { depth, features, fovSize, deltas } = config;
  const modelArgs = JSON.stringify({ depth, features, fov_size: fovSize, deltas }).replaceAll('"', '\\"');
  const request = `image { hdf5: "unused.h5:raw" } image_mean: 128 image_stddev: 33 seed_policy: "PolicyPeaks"
    model_checkpoint_path: "unused" model_name: "convstack_3d.ConvStack3DFFNModel" model_args: "${modelArgs}"
    segmentation_output_dir: "unused" inference_options { init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9
    min_boundary_dist { x: 1 y: 1 z: 1 } segment_threshold: 0.6 min_segment_size: 500 }`;
  await writeFile(at('request.pbtxt'), request);
  const box = `start { x:0 y:0 z:0 } size { x:${SIZE} y:${SIZE} z:${SIZE} }`;
  const overrides = ['--image', at('slices'), '--model', at('model/m'), '--out', at('result')];
  const args = [
    'segment',
    '--inference_request',
    at('request.pbtxt'),
    '--bounding_box',
    box,
    ...overrides,
    '--json',
  ];
  const { code, stdout, stderr } = await runFloodlight(...args);
  assert.equal(code, 0, stderr);
  const { objects, counters } = JSON.parse(stdout) as { objects: number; counters: Record<string, number> };
  assert.ok(objects >= 2, `${objects} objects`);
  assert.ok((counters['update_at-calls'] ?? 0) > 0);
  assert.equal((JSON.parse((await runFloodlight(...args)).stdout) as { skipped: boolean }).skipped, true);
});

test('convert and mesh: the FFN result becomes a meshed segmentation', async () => {
  const result = at('result/0/0/seg-0_0_0.npz');
  const converted = await runFloodlight(
    'convert',
    result,
    at('seg'),
    '--type',
    'segmentation',
    '--resolution',
    '8,8,8',
  );
  assert.equal(converted.code, 0, converted.stderr);
  const same = await runFloodlight('evaluate', at('result'), result, '--json');
  assert.equal(same.code, 0, same.stderr);
  const { all } = JSON.parse(same.stdout) as { all: { viSplit: number; viMerge: number } };
  assert.deepEqual([all.viSplit, all.viMerge], [0, 0], 'the folder is its one subvolume');
  const whole = ['convert', at('result'), at('seg-of-folder'), '--type', 'segmentation'];
  assert.equal((await runFloodlight(...whole, '--resolution', '8,8,8')).code, 0);
  assert.equal((await runFloodlight('evaluate', at('seg-of-folder'), at('seg'))).code, 0);
  const refused = await runFloodlight('mesh', at('image'));
  assert.equal(refused.code, 3, 'an image has no meshes');
  const meshed = await runFloodlight('mesh', at('seg'), '--format', 'legacy', '--json');
  assert.equal(meshed.code, 0, meshed.stderr);
  const { labels } = JSON.parse(meshed.stdout) as { labels: string[] };
  const files = await readdir(at('seg/mesh'));
  assert.deepEqual(
    files.sort(),
    ['info', 'completion.json', ...labels.flatMap((id) => [id, `${id}:0`])].sort(),
  );
  const info = JSON.parse(await readFile(at('seg/info'), 'utf8')) as { mesh: string };
  assert.equal(info.mesh, 'mesh');
});

/** A TensorFlow checkpoint `m` with these weights under the published names. */
async function writeCheckpoint(weights: Weights): Promise<void> {
  const tensors = [...weights].map(([name, { shape, data }]) => ({
    name: `seed_update/${name}`,
    dtype: 1,
    shape,
    bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }));
  tensors.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [name, bytes] of writeBundle({ tensors })) await writeFile(at('model', name), bytes);
}
