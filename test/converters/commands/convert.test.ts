import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { openPrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';

let folder = '';
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-resample-'));
  const row = { dataType: 'uint8', shape: [1, 1, 3], data: Uint8Array.of(10, 20, 30) } as const;
  await writeFile(at('row.npz'), encodeNpz({ row }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function convert(out: string, ...flags: string[]) {
  let stderr = '';
  const code = await runProgram(['convert', at('row.npz:row'), at(out), '--parallel', '1', ...flags], {
    stdout: { write: () => true },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stderr };
}

async function readBack(out: string) {
  const volume = (await openPrecomputed(createFileStore(at(out)))).volume(0);
  const { data } = await volume.read(volume.bounds);
  return { data: [...(data as Uint8Array)], begin: volume.bounds.begin, voxelSizeNm: volume.voxelSizeNm };
}

test('an image becomes the mean, labels the nearest, at the size that was asked for', async () => {
  // By hand, see transforms/resample.test.ts: 8 nm to 12 nm; 1 nm across stays.
  const sizes = ['--resolution', '8,1,1', '--resample', '12,1,1'];
  assert.equal((await convert('image', ...sizes)).code, 0);
  assert.deepEqual(await readBack('image'), { data: [13, 27], begin: [0, 0, 0], voxelSizeNm: [12, 1, 1] });
  assert.equal((await convert('labels', ...sizes, '--type', 'segmentation')).code, 0);
  assert.deepEqual((await readBack('labels')).data, [10n, 30n]);
});

test('offset and box count in voxels of the result', async () => {
  const flags = [
    '--resolution',
    '8,1,1',
    '--resample',
    '12,1,1',
    '--offset',
    '5,0,0',
    '--box',
    '6,0,0,1,1,1',
  ];
  assert.equal((await convert('part', ...flags)).code, 0);
  assert.deepEqual(await readBack('part'), { data: [27], begin: [6, 0, 0], voxelSizeNm: [12, 1, 1] });
});

test('one number is for all axes; no voxel size, nonsense and 0 are refused', async () => {
  assert.equal((await convert('all', '--resolution', '8,8,8', '--resample', '4')).code, 0);
  const { data, voxelSizeNm } = await readBack('all');
  assert.deepEqual(voxelSizeNm, [4, 4, 4]);
  // Along x as by hand; across, the one row goes on.
  assert.deepEqual(data, Array.from({ length: 4 }, () => [10, 12, 18, 22, 28, 30]).flat());
  const unknown = await convert('none', '--resample', '4');
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /--resample: expected an input that says its voxel size.*--resolution/);
  for (const nonsense of ['0', '4,4', '-1', 'x', '4,0,4'])
    assert.equal(
      (await convert('none', '--resolution', '8,8,8', `--resample=${nonsense}`)).code,
      2,
      nonsense,
    );
});
