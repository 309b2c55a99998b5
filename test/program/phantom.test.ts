/** `floodlight phantom` as a person calls it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { xyz } from '../../datasets/geometry/index.ts';
import { createPhantom } from '../../datasets/phantom/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { assertSameSamples } from '../datasets/support/blocks.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const SIZE = xyz(70, 64, 40);
const ARGS = ['--size', '70,64,40', '--seed', '4', '--json'];

let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-phantom-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('em: image, labels, centre lines and a record; a second run is refused, --force replaces', async () => {
  const first = await runFloodlight('phantom', at('em'), ...ARGS);
  assert.equal(first.code, 0, first.stderr);
  const { neurites } = JSON.parse(first.stdout) as { neurites: number };
  const phantom = createPhantom({ style: 'em', size: SIZE, seed: 4 });
  assert.equal(neurites, phantom.neurites);
  assert.deepEqual((await readdir(at('em'))).sort(), ['image', 'labels', 'provenance.json', 'skeletons']);
  assert.equal((await readdir(at('em/skeletons'))).length, neurites);
  for (const [name, volume] of [
    ['image', phantom.image],
    ['labels', phantom.labels],
  ] as const) {
    const written = (await openPrecomputed(createFileStore(at('em', name)))).volume(0);
    assert.deepEqual(written.voxelSizeNm, [10, 10, 20]);
    const expected = await volume.read(volume.bounds);
    assertSameSamples(Array.from((await written.read(written.bounds)).data, Number), expected.data);
    assert.equal((await runFloodlight('verify', at('em', name))).code, 0);
  }
  const again = await runFloodlight('phantom', at('em'), ...ARGS);
  assert.equal(again.code, 3);
  assert.match(again.stderr, /--force/);
  await writeFile(at('em/old'), '');
  assert.equal((await runFloodlight('phantom', at('em'), ...ARGS, '--force')).code, 0);
  assert.ok(!existsSync(at('em/old')));
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('partial')),
    [],
  );
});

test('tomogram: float32 MRC with its voxel size, which convert reads', async () => {
  const run = await runFloodlight('phantom', at('tomo'), ...ARGS, '--style', 'tomogram');
  assert.equal(run.code, 0, run.stderr);
  const bytes = await readFile(at('tomo/tomogram.mrc'));
  assert.equal(bytes.length, 1024 + 4 * SIZE[0] * SIZE[1] * SIZE[2]);
  const phantom = createPhantom({ style: 'tomogram', size: SIZE, seed: 4 });
  const expected = (await phantom.image.read(phantom.image.bounds)).data as Float32Array;
  assertSameSamples(
    new Float32Array(bytes.buffer.slice(bytes.byteOffset + 1024, bytes.byteOffset + bytes.length)),
    expected,
  );
  // MRC2014: minimum, maximum, mean at 76, root mean square deviation at 216.
  assert.equal(
    bytes.readFloatLE(76),
    expected.reduce((a, b) => Math.min(a, b)),
  );
  assert.equal(
    bytes.readFloatLE(80),
    expected.reduce((a, b) => Math.max(a, b)),
  );
  const mean = expected.reduce((a, b) => a + b, 0) / expected.length;
  assert.ok(Math.abs(bytes.readFloatLE(84) - mean) < 1e-6);
  const squares = expected.reduce((a, b) => a + (b - mean) * (b - mean), 0) / expected.length;
  assert.ok(Math.abs(bytes.readFloatLE(216) - Math.sqrt(squares)) < 1e-5);
  const converted = await runFloodlight(
    'convert',
    at('tomo/tomogram.mrc'),
    at('tomo-image'),
    '--contrast',
    '-3,3',
  );
  assert.equal(converted.code, 0, converted.stderr);
});

test('a dry run writes nothing; what is no phantom is never replaced; bad flags are usage errors', async () => {
  const dry = await runFloodlight('phantom', at('dry'), ...ARGS, '--dry-run');
  assert.equal(dry.code, 0, dry.stderr);
  assert.equal((JSON.parse(dry.stdout) as { rawBytes: number }).rawBytes, 70 * 64 * 40 * 9);
  assert.ok(!existsSync(at('dry')));
  await mkdir(at('thesis'));
  await writeFile(at('thesis/chapter-1.txt'), 'words');
  const forced = await runFloodlight('phantom', at('thesis'), ...ARGS, '--force');
  assert.equal(forced.code, 3);
  assert.equal(await readFile(at('thesis/chapter-1.txt'), 'utf8'), 'words');
  for (const [flags, code] of [
    [['--style', 'oil'], 2],
    [['--seed', 'x'], 2],
    [['--size', '64,64'], 2],
    [['--size', '64,64,8'], 3],
    [['--resolution', '0,1,1'], 2],
    [['--size', '4096,4096,4096'], 3],
  ] as const) {
    const run = await runFloodlight('phantom', at('bad'), ...flags);
    assert.equal(run.code, code, `${flags.join(' ')}: ${run.stderr}`);
    assert.equal(run.stderr.trim().split('\n').length, 1);
    assert.ok(!existsSync(at('bad')));
  }
});

/** Starts a run that takes long, and waits until it writes. */
async function startLong(target: string) {
  const args = [repoPath('scripts/floodlight.mjs'), 'phantom', target, '--size', '512,512,256'];
  const child = spawn(process.execPath, args, { cwd: repoPath(), stdio: 'ignore' });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const partial = async () => (await readdir(folder)).filter((name) => name.includes('.partial-'));
  for (let i = 0; i < 600 && (await partial()).length === 0; i++)
    await new Promise((r) => setTimeout(r, 100));
  assert.equal((await partial()).length, 1);
  return { child, closed, partial };
}

test('Ctrl-C leaves nothing', { timeout: 180_000 }, async () => {
  const { child, closed, partial } = await startLong(at('long'));
  child.kill('SIGINT');
  assert.equal(await closed, 130);
  assert.ok(!existsSync(at('long')));
  assert.deepEqual(await partial(), []);
});
