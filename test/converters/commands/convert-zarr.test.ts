/** What `convert` writes as Zarr, read by zarrita and held against the same input as precomputed. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as zarr from 'zarrita';
import { openInput } from '../../../converters/inputs/index.ts';
import { type ConvertZarrOptions, convertToZarr } from '../../../converters/jobs/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { openPrecomputed } from '../../../datasets/precomputed/index.ts';
import { volumeOfScale } from '../../../datasets/scale-volume.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import type { Volume } from '../../../datasets/volume.ts';
import { openZarr } from '../../../datasets/zarr/index.ts';
import { zarritaReader } from '../../support/zarrita-store.ts';

let folder = '';
const at = (name: string) => join(folder, name);
/** Not multiples of a chunk, of blobs with much 0 between. */
const SHAPE = [21, 34, 45] as const;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-zarr-'));
  const voxels = SHAPE[0] * SHAPE[1] * SHAPE[2];
  const grey = Uint16Array.from({ length: voxels }, (_, i) => (i % 45 < 20 ? (i * 7) % 5000 : 0));
  const labels = BigUint64Array.from({ length: voxels }, (_, i) =>
    i % 45 < 20 ? 2n ** 40n + BigInt(i >> 9) : 0n,
  );
  await writeFile(
    at('in.npz'),
    encodeNpz({
      grey: { dataType: 'uint16', shape: SHAPE, data: grey },
      labels: { dataType: 'uint64', shape: SHAPE, data: labels },
    }),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

async function convert(array: string, out: string, ...flags: string[]) {
  let [stderr, stdout] = ['', ''];
  const given = ['--resolution', '4,4,8', '--chunk-size', '16,16,16', '--offset', '5,0,-3', ...flags];
  const code = await runProgram(['convert', at(`in.npz:${array}`), at(out), '--parallel', '1', ...given], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stderr, stdout };
}

async function objectsOf(out: string): Promise<Map<string, Uint8Array>> {
  const store = createFileStore(at(out));
  const objects = new Map<string, Uint8Array>();
  for await (const key of store.list('')) objects.set(key, (await store.get(key))!);
  return objects;
}

const CASES = [
  ['grey', 'image', ['--sharded', '--compression', 'gzip']],
  ['grey', 'image', []],
  ['labels', 'segmentation', ['--sharded']],
] as const;

for (const [array, type, flags] of CASES) {
  test(`${array} ${flags.join(' ')}: every scale has the voxels of the precomputed one, for zarrita too`, async () => {
    const name = `${array}${flags.length}`;
    const written = await convert(array, `${name}.zarr`, '--type', type, '--pyramid', ...flags);
    assert.equal(written.code, 0, written.stderr);
    const peer = await convert(array, name, '--type', type, '--pyramid', '--encoding', 'raw');
    assert.equal(peer.code, 0, peer.stderr);
    const precomputed = await openPrecomputed(createFileStore(at(name)));
    const source = await openZarr(createFileStore(at(`${name}.zarr`)));
    assert.deepEqual(source.warnings, []);
    assert.equal(source.kind, type === 'segmentation' ? type : undefined);
    const root = await zarr.open(zarritaReader(await objectsOf(`${name}.zarr`)) as never, { kind: 'group' });
    assert.equal(source.volume!.scales.length, precomputed.scales.length);
    for (const [i, { bounds, voxelSizeNm, name: path }] of source.volume!.scales.entries()) {
      const wanted = precomputed.volume(i);
      assert.deepEqual(bounds, wanted.bounds);
      assert.deepEqual(voxelSizeNm, wanted.voxelSizeNm);
      const { data } = await wanted.read(bounds);
      assert.deepEqual((await volumeOfScale(source.volume!, i).read(bounds)).data, data);
      const theirs = await zarr.get(await zarr.open(root.resolve(path) as never, { kind: 'array' }));
      assert.deepEqual((theirs as { data: unknown }).data, data);
    }
  });
}

test('the metadata are those of OME-NGFF 0.5', async () => {
  const json = JSON.parse(await readFile(at('grey0.zarr/zarr.json'), 'utf8'));
  const { version, multiscales } = json.attributes.ome;
  assert.equal(version, '0.5');
  const [{ axes, datasets }] = multiscales;
  assert.deepEqual(axes[0], { name: 'z', type: 'space', unit: 'nanometer' });
  assert.deepEqual(datasets[0].coordinateTransformations, [
    { type: 'scale', scale: [8, 4, 4] },
    { type: 'translation', translation: [-24, 0, 20] },
  ]);
  // Voxel (2, 0, -3) of 8 x 8 x 8 nm: its centre lies half of 8 - 4 nm beyond the sum of corners.
  assert.deepEqual(datasets[1].coordinateTransformations, [
    { type: 'scale', scale: [8, 8, 8] },
    { type: 'translation', translation: [-24, 2, 18] },
  ]);
});

test('an unfinished run of the same plan goes on where it was, another one is refused', async () => {
  const opened = await openInput(at('in.npz:grey'));
  let reads = 0;
  const volume: Volume = {
    ...opened.volume,
    voxelSizeNm: [4, 4, 8],
    read(box, options) {
      reads++;
      return opened.volume.read(box, options);
    },
  };
  const run = async (stopAfter: number, level = 3) => {
    const controller = new AbortController();
    const options: Omit<ConvertZarrOptions, 'onProgress'> = {
      ...{
        output: at('stopped.zarr'),
        kind: 'image' as const,
        chunkSize: xyz(16, 16, 16),
        level,
        force: false,
      },
      ...{
        sharded: false,
        pyramid: false,
        compression: 'gzip' as const,
        parameters: 'a',
        signal: controller.signal,
      },
    };
    const onProgress = (done: number) => {
      if (done === stopAfter) controller.abort();
    };
    await convertToZarr(volume, { ...options, onProgress });
  };
  await assert.rejects(run(7), { tag: 'aborted' });
  assert.equal(reads, 7);
  await assert.rejects(run(99, 4), { tag: 'invalid' });
  await assert.rejects(openZarr(createFileStore(at('stopped.zarr'))), { tag: 'missing' });
  await run(99);
  // 3 x 3 x 2 objects; two of the first seven are 0 throughout, were not stored, and are read again.
  assert.equal(reads, 20);
  const { data } = await opened.volume.read(opened.volume.bounds);
  const source = await openZarr(createFileStore(at('stopped.zarr')));
  const again = volumeOfScale(source.volume!, 0);
  assert.deepEqual((await again.read(again.bounds)).data, data);
  await opened.close();
});

test('a finished image and strangers’ files are left alone', async () => {
  const flags = ['--type', 'image', '--pyramid'];
  await convert('grey', 'again.zarr', ...flags);
  const taken = await convert('grey', 'again.zarr', ...flags);
  assert.equal(taken.code, 3);
  assert.match(
    taken.stderr,
    /expected an empty or new folder, got files\. Choose another one, or give --force/,
  );
  assert.equal((await convert('grey', 'again.zarr', ...flags, '--force')).code, 0);
  await mkdir(at('mine.zarr'));
  await writeFile(at('mine.zarr/notes.txt'), 'mine');
  assert.equal((await convert('grey', 'mine.zarr', ...flags, '--force')).code, 3);
  assert.equal((await stat(at('mine.zarr/notes.txt'))).size, 4);
});

test('flags that do not fit are refused with a cure, and a dry run writes nothing', async () => {
  const refused = await convert('grey', 'x.zarr', '--encoding', 'png');
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--encoding: expected a precomputed output, got Zarr\. Leave it out/);
  assert.match((await convert('grey', 'x', '--compression', 'gzip')).stderr, /Give --format zarr with it/);
  assert.match(
    (await convert('grey', 'x', '--format', 'hdf')).stderr,
    /--format: expected precomputed or zarr, got "hdf"/,
  );
  const dry = await convert('grey', 'dry', '--format', 'zarr', '--pyramid', '--dry-run');
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /would write 3 scales, 27 objects at most/);
  await assert.rejects(stat(at('dry')), { code: 'ENOENT' });
});
