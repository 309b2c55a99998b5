/** `--part I/N` of convert and downsample: shares at once or one after the other, the last one finishes. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { downsampleDataset } from '../../../converters/jobs/index.ts';
import { writeVolume } from '../../../converters/writing/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { describePrecomputed } from '../../../datasets/precomputed/index.ts';
import { randomBlock } from '../../datasets/support/blocks.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-shares-'));
});
after(() => rm(root, { recursive: true, force: true }));

const volume = createMemoryVolume(randomBlock('uint8', xyz(40, 40, 24), 90), { voxelSizeNm: xyz(8, 8, 8) });
const N = 3;

async function convert(name: string, sharded: boolean, index?: number): Promise<boolean> {
  const output = join(root, name);
  const sharding = sharded ? true : undefined;
  const spec = { type: 'image', encoding: 'raw', chunkSize: xyz(8, 8, 8), sharding } as const;
  const info = describePrecomputed(output, spec, volume);
  const part = index === undefined ? undefined : { index, count: N };
  const options = { parallel: 1, force: false, parameters: { info: { ...info, scales: info.scales } } };
  return writeVolume({ output, info, gzipLevel: 6 }, volume, { ...options, part });
}

const downsample = async (name: string, index?: number, scales?: number) => {
  const part = index === undefined ? undefined : { index, count: N };
  return (await downsampleDataset(join(root, name), { parallel: 1, part, scales })).state;
};

async function tree(name: string): Promise<Map<string, string>> {
  const folder = join(root, name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  const pairs = files.sort().map(async (f) => [f.slice(folder.length), await readFile(f, 'latin1')] as const);
  return new Map((await Promise.all(pairs)).filter(([key]) => key !== '/provenance.json'));
}

async function assertSame(name: string, wanted: string): Promise<void> {
  const [got, expected] = [await tree(name), await tree(wanted)];
  assert.deepEqual([...got.keys()], [...expected.keys()]);
  for (const [key, bytes] of expected) assert.ok(got.get(key) === bytes, key);
}

for (const sharded of [false, true]) {
  const form = sharded ? 'sharded' : 'unsharded';
  test(`${form}: shares one after the other, in any order, give the bytes of one run`, async () => {
    assert.equal(await convert(`${form}-whole`, sharded), true);
    const ends: boolean[] = [];
    for (const index of [2, 0, 1]) ends.push(await convert(`${form}-turns`, sharded, index));
    assert.deepEqual(ends, [false, false, true]);
    await assertSame(`${form}-turns`, `${form}-whole`);
    assert.equal(await downsample(`${form}-whole`), 'written');
    const states: string[] = [];
    for (const index of [1, 2, 0]) {
      assert.equal((await readInfo(`${form}-turns`)).scales.length, 1);
      states.push(await downsample(`${form}-turns`, index));
    }
    assert.deepEqual(states, ['share', 'share', 'written']);
    await assertSame(`${form}-turns`, `${form}-whole`);
    assert.equal((await readdir(join(root, `${form}-turns`))).includes('.floodlight-convert'), false);
  });

  test(`${form}: shares at once, and the rest by a run without --part`, async () => {
    const ends = await Promise.all([0, 1].map((index) => convert(`${form}-once`, sharded, index)));
    assert.deepEqual(ends, [false, false]);
    assert.equal(existsSync(join(root, `${form}-once`, 'info')), false);
    assert.equal(await convert(`${form}-once`, sharded), true);
    const states = await Promise.all([0, 1, 2].map((index) => downsample(`${form}-once`, index)));
    assert.equal(states.filter((state) => state === 'written').length >= 1, true, states.join());
    await assertSame(`${form}-once`, `${form}-whole`);
  });
}

const readInfo = async (name: string) =>
  JSON.parse(await readFile(join(root, name, 'info'), 'utf8')) as { scales: unknown[] };

test('a share of another plan is refused, and a whole run while a share is written', async () => {
  await convert('others', false);
  assert.equal(await downsample('others', 0), 'share');
  await assert.rejects(downsample('others', 1, 1), /expected the same command as the unfinished run/);
  const share = join(root, 'others', '.floodlight-convert/part-2-of-3');
  await mkdir(share, { recursive: true });
  await writeFile(join(share, 'lock-1'), JSON.stringify({ pid: process.pid, host: hostname(), started: '' }));
  await assert.rejects(downsample('others'), /one writer at a time/);
  await assert.rejects(downsample('others', 1), /one writer at a time/);
  await rm(share, { recursive: true });
  assert.equal(await downsample('others'), 'written');
});
