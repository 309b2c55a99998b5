import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { repoPath } from '../../support/paths.ts';
import { writeMeshed } from '../jobs/datasets.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-inspect-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function inspect(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(['inspect', ...args], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

test('a folder: what it is, its scales, meshes and how it was made', async () => {
  const store = createFileStore(join(folder, 'ds'));
  await writeMeshed(store);
  const entry = { command: ['mesh', 'ds'], time: '2026-11-24T00:00:00.000Z' };
  await store.put('provenance.json', new TextEncoder().encode(JSON.stringify({ entries: [entry] })));
  const { code, stdout } = await inspect(join(folder, 'ds'));
  assert.equal(code, 0);
  assert.match(stdout, /: precomputed segmentation, uint64, 1 channel$/m);
  assert.match(
    stdout,
    /^4_4_40 +6 x 6 x 6 +4 x 4 x 40 +10,20,30 +4 x 4 x 4 +compressed_segmentation +8 +8 +no$/m,
  );
  assert.match(stdout, /^mesh: mesh\/ \(neuroglancer_legacy_mesh, 6 objects\)$/m);
  assert.match(stdout, /^made by: floodlight mesh ds \(2026-11-24T00:00:00.000Z\)$/m);
});

test('any other input that the program opens', async () => {
  // Written by mrcfile: 5 x 4 x 3, as its script says.
  const { code, stdout, stderr } = await inspect(repoPath('test/fixtures/mrc/float32-le.mrc'), '--json');
  assert.equal(code, 0, stderr);
  const { format, dataType } = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual([format, dataType], ['volume', 'float32']);
  const text = await inspect(repoPath('test/fixtures/mrc/float32-le.mrc'));
  assert.match(text.stdout, /float32, 1 channel, 5 x 4 x 3 voxels/);
});

test('an info that cannot be meant is one line with the field and the cure, and exit status 3', async () => {
  const scale = {
    key: 's',
    size: [4, 4, 4],
    resolution: [8, 8, 8],
    chunk_sizes: [[4, 4, 4]],
    encoding: 'raw',
  };
  const infoOf = (change: object) =>
    JSON.stringify({ type: 'image', data_type: 'uint8', num_channels: 1, scales: [{ ...scale, ...change }] });
  const cases: [string, RegExp][] = [
    [
      infoOf({ size: [4, 0, 4] }),
      /scales\[0\]: size: expected three positive integers below 2\^31, got \[4,0,4\]\. Correct/,
    ],
    [infoOf({ size: [4, -4, 4] }), /scales\[0\]: size: .*got \[4,-4,4\]\. Correct/],
    [infoOf({ size: [4, 1e18, 4] }), /scales\[0\]: size: .*got \[4,1000000000000000000,4\]\. Correct/],
    [infoOf({ size: [4, 4.5, 4] }), /scales\[0\]: size: .*got \[4,4\.5,4\]\. Correct/],
    [infoOf({ chunk_sizes: [[4, 4, 0.5]] }), /scales\[0\]: chunk_sizes\[0\]: .*\. Correct/],
    [infoOf({ encoding: 'zip' }), /scales\[0\]: encoding: expected one of raw, .*got "zip"\. Correct/],
    [
      infoOf({ encoding: 'fpzip' }),
      /scales\[0\]: encoding: .*got fpzip\. Only cloud-volume reads this encoding: convert/,
    ],
    [
      infoOf({}).replace('"size"', '"size":[1,1,1],"size"'),
      /scales\[0\]: size: expected the key once, got it twice\. Keep one/,
    ],
    ['<html>', /expected JSON, got HTML\. A host that/],
  ];
  const store = createFileStore(join(folder, 'bad'));
  for (const [info, message] of cases) {
    await store.put('info', new TextEncoder().encode(info));
    const { code, stdout, stderr } = await inspect(join(folder, 'bad'));
    assert.deepEqual([code, stdout, stderr.split('\n').length], [3, '', 2], stderr);
    assert.match(stderr, message);
    assert.ok(stderr.startsWith(`floodlight: ${join(folder, 'bad')}/info: `), stderr);
  }
});

test('a folder of meshes by itself', async () => {
  const { code, stdout } = await inspect(join(folder, 'ds', 'mesh'));
  assert.equal(code, 0);
  assert.match(stdout, /\/mesh: neuroglancer_legacy_mesh, 6 objects\n$/);
});

test('a file that is one mesh: vertices, triangles, bounds; a broken one says what', async () => {
  const file = repoPath('test/fixtures/single-mesh/ball.ply');
  const { code, stdout } = await inspect(file);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /: PLY mesh, 14 vertices, 24 triangles, from 991\.\d+, 192\.5, 20 to 1008\.\d+, 207\.5, 40 nm\n$/,
  );
  const { mesh } = JSON.parse((await inspect(`ply://${file}`, '--json')).stdout);
  assert.deepEqual([mesh.vertices, mesh.triangles, mesh.boundsNm.end[2]], [14, 24, 40]);
  const binary = await inspect(repoPath('test/fixtures/single-mesh/ball-binary.vtk'));
  assert.match(binary.stderr, /expected an ASCII file, got a binary one\. Write it as ASCII\n$/);
  assert.deepEqual([binary.code, binary.stdout], [3, '']);
});
