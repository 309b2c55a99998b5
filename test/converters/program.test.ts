import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProgram } from '../../converters/program.ts';
import { encodeNpz } from '../../datasets/npy/index.ts';

/** Runs the program in this process. */
const run = (...args: string[]) => runWith(new AbortController().signal, ...args);

async function runWith(signal: AbortSignal, ...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(args, {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal,
  });
  return { code, stdout, stderr };
}

test('every verb has help of its own with an example and the flag --json', async () => {
  for (const verb of ['demo', 'segment', 'convert', 'mesh', 'serve']) {
    const { code, stdout } = await run(verb, '--help');
    assert.equal(code, 0, verb);
    assert.match(stdout, /Examples?:/, verb);
    assert.match(stdout, /--json/, verb);
  }
});

test('underscores in flags mean dashes, values are left alone', async () => {
  const { code, stderr } = await run('segment', '--bounding_box=start_{}', '--out', 'o_o');
  assert.equal(code, 2);
  assert.equal(
    stderr,
    'floodlight: --image: expected a volume, got none. Give --image, or set it in the request\n',
  );
});

test('flags are checked before anything is opened', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-flags-'));
  try {
    for (const [flag, value, wanted] of [
      ['--type', 'picture', 'image or segmentation'],
      ['--encoding', 'jxl', 'raw or compressed_segmentation or png or jpeg'],
      ['--chunk-size', '0,1,1', 'three whole numbers x,y,z from 1 on'],
      ['--resolution', '1,2', 'three numbers x,y,z above 0'],
      ['--offset', '1,2,x', 'three whole numbers'],
      ['--box', '0,0,0,1,1,0', 'six integers'],
    ] as const) {
      const { code, stderr } = await run('convert', folder, join(folder, 'out'), flag, value);
      assert.equal(code, 2, `${flag}: ${stderr}`);
      assert.ok(stderr.startsWith(`floodlight: ${flag}: expected ${wanted}`), stderr);
    }
    assert.equal((await run('demo', '--data', folder, '--box', '1')).code, 2);
    assert.equal((await run('mesh', folder, '--labels', '0')).code, 2);
    assert.equal((await run('segment', '--bounding-box', 'x', '--device', 'gpu')).code, 2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('flags of grey values and of labels are not mixed', async () => {
  for (const [type, flags, message] of [
    ['segmentation', ['--contrast', '0,9'], /^floodlight: --contrast: expected grey values, got --type segm/],
    ['segmentation', ['--invert'], /^floodlight: --invert: expected grey values/],
    ['image', ['--relabel', 'a.npz:t'], /^floodlight: --relabel: expected labels, got --type image\. Give/],
  ] as const) {
    const { code, stderr } = await run('convert', 'a.npy', 'out', '--type', type, ...flags);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test('a demo folder without its parts is told which is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-data-'));
  try {
    const bare = await run('demo', '--data', folder);
    assert.equal(bare.code, 4);
    assert.match(bare.stderr, /expected a folder with one \*\.pbtxt/);
    await writeFile(join(folder, 'request.pbtxt'), 'image_mean: 128 image_stddev: 33');
    const modelless = await run('demo', '--data', folder);
    assert.equal(modelless.code, 4);
    assert.match(modelless.stderr, /one TensorFlow checkpoint/);
    assert.equal((await run('serve', join(folder, 'nothing'))).code, 4);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('an input without a voxel size asks for --resolution before anything is written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-size-'));
  try {
    const npz = encodeNpz({ a: { dataType: 'uint8', shape: [1, 1, 1], data: Uint8Array.of(1) } });
    await writeFile(join(folder, 'a.npz'), npz);
    const { code, stderr } = await run('convert', join(folder, 'a.npz:a'), join(folder, 'out'));
    assert.equal(code, 2);
    assert.match(stderr, /--resolution x,y,z/);
    assert.ok(!existsSync(join(folder, 'out')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('what Ctrl-C cut short is said in one word, not as a failure to read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-stopped-'));
  try {
    const npy = encodeNpz({ a: { dataType: 'uint8', shape: [1, 1, 1], data: Uint8Array.of(1) } });
    await writeFile(join(folder, 'a.npz'), npy);
    const { code, stderr } = await runWith(
      AbortSignal.abort(),
      ...['convert', join(folder, 'a.npz:a'), join(folder, 'out'), '--resolution', '1,1,1'],
    );
    assert.deepEqual([code, stderr], [130, 'floodlight: stopped\n']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
