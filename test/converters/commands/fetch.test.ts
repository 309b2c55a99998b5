/** The verb against a server of our own, by a manifest of our own. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyDataset } from '../../../converters/jobs/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { serveFolder } from '../../../converters/serving/index.ts';
import { takeLock } from '../../../converters/writing/index.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { sharded, writeMeshed } from '../jobs/datasets.ts';

let folder = '';
let manifest = '';
let server: Awaited<ReturnType<typeof serveFolder>>;
const at = (...parts: string[]) => join(folder, ...parts);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-fetch-'));
  await writeMeshed(createFileStore(at('host/ds')));
  const shards = await sharded([xyz(1, 1, 1)]);
  for await (const key of shards.list(''))
    await createFileStore(at('host/sh')).put(key, (await shards.get(key))!);
  await mkdir(at('host/files'));
  for (const name of ['f1.bin', 'f2.bin', 'f3.bin']) await writeFile(at('host/files', name), name);
  server = await serveFolder(at('host'), { port: 0 });
  const base = `${server.url}/data`;
  const volume = (name: string) => ({
    ...{ name, kind: 'volume', description: 'd', type: 'segmentation', resolution: [4, 4, 40] },
    url: `${base}/${name}`,
  });
  const json = {
    name: 'mine',
    title: 'My data',
    homepage: 'https://example.org',
    licence: { name: 'CC-BY-4.0', url: 'https://example.org/by', notice: 'Say whose it is.' },
    citations: ['Me, 2026'],
    parts: [
      volume('ds'),
      volume('sh'),
      {
        name: 'mesh',
        kind: 'mesh',
        description: 'd',
        url: `${base}/ds/mesh`,
        ids: ['7', '8', `${2n ** 60n + 1n}`],
      },
      {
        ...{ name: 'files', kind: 'files', description: 'd' },
        files: [{ url: `${base}/files/f{1..3}.bin`, path: 'in/f{1..3}.bin' }],
        sha256: { 'in/f1.bin': createHash('sha256').update('f1.bin').digest('hex') },
      },
    ],
  };
  manifest = at('mine.json');
  await writeFile(manifest, JSON.stringify(json));
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(['fetch', ...args], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

const partsOf = (stdout: string) =>
  (JSON.parse(stdout) as { parts: { part: string; objects: number; present: number; missing: number }[] })
    .parts;

test('--dry-run asks for the sizes of files and writes nothing', async () => {
  const { code, stdout } = await run(manifest, at('dry'), '--part', 'files', '--dry-run');
  assert.equal(code, 0);
  assert.match(stdout, /^would fetch files: 3 objects, 18 bytes\nlicence: CC-BY-4\.0/);
  assert.ok(!(await readdir(folder)).includes('dry'));
});

test('two runs into one folder: the second is told who is at work', async () => {
  const { release } = await takeLock(at('busy/.floodlight-fetch'), at('busy'));
  const second = await run(manifest, at('busy'), '--part', 'files');
  await release();
  assert.equal(second.code, 2);
  assert.match(second.stderr, /busy: expected one writer at a time, got process \d+/);
  assert.equal((await run(manifest, at('busy'), '--part', 'files')).code, 0);
  assert.deepEqual((await readdir(at('busy'))).sort(), ['LICENCE.txt', 'files', 'provenance.json']);
});

test('--list names datasets, parts and licences; its JSON has them whole', async () => {
  const { code, stdout } = await run('--list');
  assert.equal(code, 0);
  assert.match(stdout, /^fafb-v14 {2}.*\(CC-BY-NC-4\.0\)\n {2}orig: /m);
  const { datasets } = JSON.parse((await run('--list', '--json')).stdout) as { datasets: unknown[] };
  assert.equal(datasets.length, 5);
});

test('files, with their licence told and written; a second run fetches nothing', async () => {
  const first = await run(manifest, at('a'), '--part', 'files', '--json');
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stderr, /Licence: CC-BY-4\.0[\s\S]*Say whose it is\.[\s\S]*Me, 2026/);
  assert.equal(await readFile(at('a/files/in/f3.bin'), 'utf8'), 'f3.bin');
  assert.match(await readFile(at('a/LICENCE.txt'), 'utf8'), /Cite:\n {2}Me, 2026/);
  const { entries } = JSON.parse(await readFile(at('a/provenance.json'), 'utf8')) as {
    entries: { inputs: unknown[] }[];
  };
  assert.equal(entries[0]?.inputs.length, 3);
  const [again] = partsOf((await run(manifest, at('a'), '--part', 'files', '--json')).stdout);
  assert.deepEqual([again?.objects, again?.present], [3, 3]);
});

test('a box of a volume is whole chunks under their own names: it verifies, and its voxels are the source’s', async () => {
  const box = ['--part', 'ds', '--box', '11,21,31,2,2,4'];
  const dry = await run(manifest, at('b'), ...box, '--dry-run');
  assert.equal(
    dry.stdout.split('\n')[0],
    'would fetch ds: 3 objects, 768 bytes decoded, [10,14) x [20,24) x [30,36)',
  );
  assert.ok(!(await readdir(folder)).includes('b'));
  const { code, stdout, stderr } = await run(manifest, at('b'), ...box, '--json');
  assert.equal(code, 0, stderr);
  assert.deepEqual(
    partsOf(stdout).map(({ objects, missing }) => [objects, missing]),
    [[2, 0]],
  );
  const copy = createFileStore(at('b/ds'));
  const report = await verifyDataset(copy);
  assert.deepEqual([report.problemCount, report.strays, report.scales[0]?.good], [0, [], 2]);
  const read = async (path: string) => {
    const { data } = await (await openPrecomputed(createFileStore(at(path))))
      .volume(0)
      .read(boxOf(xyz(11, 21, 31), xyz(2, 2, 4)));
    return [...data].map(String);
  };
  assert.deepEqual(await read('b/ds'), await read('host/ds'));
  const other = await run(manifest, at('b'), '--part', 'ds', '--whole');
  assert.equal(other.code, 3);
  assert.match(other.stderr, /expected an empty folder, or the same box of the same volume/);
});

test('a sharded volume comes as chunks; what the source lacks is counted', async () => {
  const { code, stdout, stderr } = await run(manifest, at('c'), '--part', 'sh', '--whole', '--json');
  assert.equal(code, 0, stderr);
  assert.deepEqual(
    partsOf(stdout).map(({ objects, missing }) => [objects, missing]),
    [[7, 1]],
  );
  const report = await verifyDataset(createFileStore(at('c/sh')), { allowMissing: true });
  assert.deepEqual([report.problemCount, report.scales[0]?.good], [0, 7]);
});

test('meshes: fragments before manifests, segments without one counted', async () => {
  const { stdout } = await run(manifest, at('d'), '--part', 'mesh', '--json');
  assert.deepEqual(
    partsOf(stdout).map(({ objects, missing }) => [objects, missing]),
    [[2, 1]],
  );
  const source = await readFile(at('host/ds/mesh/7'));
  assert.ok(source.equals(await readFile(at('d/mesh/7'))));
});

test('a torn chunk at the source: no copy of it, no info, exit status 3', async () => {
  const key = '4_4_40/10-14_20-24_30-34';
  const whole = await readFile(at('host/ds', key));
  await writeFile(at('host/ds', key), whole.subarray(0, whole.length - 4));
  const { code, stderr } = await run(manifest, at('e'), '--part', 'ds', '--whole');
  await writeFile(at('host/ds', key), whole);
  assert.equal(code, 3);
  assert.ok(stderr.includes(`ds/${key}: expected `), stderr);
  const there = await readdir(at('e/ds/4_4_40'));
  assert.ok(!there.includes('10-14_20-24_30-34'));
  assert.deepEqual(await readdir(at('e/ds')), ['4_4_40']);
  assert.equal((await run(manifest, at('e'), '--part', 'ds', '--whole')).code, 0, 'and a second run goes on');
});

test('what cannot be meant is told, with what could', async () => {
  const cases: [string[], number, RegExp][] = [
    [[], 2, /expected NAME DIR, got nothing\. floodlight fetch --list/],
    [['nothing', at('x')], 2, /nothing: expected one of kasthuri2011/],
    [['kasthuri2011', at('x')], 2, /image: expected --box .*--whole.*inspect precomputed:\/\/gs:/],
    [[manifest, at('x'), '--part', 'none'], 2, /--part: expected one of ds, sh, mesh, files, got none/],
    [
      [manifest, at('x'), '--part', 'ds', '--box', '0,0,0,1,1,1'],
      2,
      /--box: expected a box that meets the volume/,
    ],
    [
      [manifest, at('x'), '--part', 'ds', '--whole', '--scale', '3'],
      2,
      /--scale: expected 0 \(4_4_40\), got "3"/,
    ],
    [[at('none.json'), at('x')], 4, /none\.json/],
    [[manifest, '/proc/x', '--part', 'files'], 4, /\/proc\/x: expected a place where folders can be made/],
  ];
  for (const [args, code, message] of cases) {
    const result = await run(...args);
    assert.deepEqual(
      [result.code, message.test(result.stderr)],
      [code, true],
      `${args.join(' ')}: ${result.stderr}`,
    );
  }
});
