/** A disk that fills up at several moments of a run: it is told, nothing is half there, and with room the same command ends as if nothing had been. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { xyz } from '../../datasets/geometry/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { createTubes } from '../converters/skeletonizing/datasets.ts';
import { writeRough } from '../converters/surfaces/rough-labels.ts';
import { runFloodlight } from '../support/program.ts';

const INPUT_OUTPUT = 4;

let root = '';
let tubes = '';
let rough = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-full-disk-'));
  tubes = await createTubes();
  rough = join(root, 'rough');
  await writeRough(createFileStore(rough), xyz(40, 36, 32), 16);
});
after(async () => {
  for (const folder of [root, tubes]) await rm(folder, { recursive: true, force: true });
});

/** Path of each file -> its length and SHA-256. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || entry.name === 'provenance.json') continue;
    const bytes = await readFile(path);
    const hash = createHash('sha256').update(bytes).digest('hex');
    files.set(path.slice(folder.length + 1), `${bytes.length} ${hash}`);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const mount = (options: string, disk: string) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', disk], { stdio: 'ignore' });

/** What a folder takes on a tmpfs. */
const PAGE = 4096;
const spaceOf = (files: ReadonlyMap<string, string>): number =>
  [...files.values()].reduce((sum, text) => sum + Math.ceil(Number.parseInt(text, 10) / PAGE) * PAGE, 0);

/** @returns whether it failed, as it must unless all fits. */
async function fillUp(
  verb: readonly string[],
  folder: string,
  room: number,
  expected: ReadonlyMap<string, string>,
) {
  const disk = join(root, 'disk');
  await mkdir(disk, { recursive: true });
  const before = await filesOf(folder);
  mount(`size=${spaceOf(before) + room}`, disk);
  try {
    await cp(folder, join(disk, 'ds'), { recursive: true });
    const [name = '', ...flags] = verb;
    const { code, stderr } = await runFloodlight(name, join(disk, 'ds'), ...flags);
    if (code !== 0) {
      assert.equal(code, INPUT_OUTPUT, stderr);
      assert.match(stderr, /expected room on the disk, got .*(ENOSPC|no space).*Free some space/s);
      assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
      const left = await filesOf(join(disk, 'ds'));
      assert.equal(left.get('info'), before.get('info'), 'the dataset names nothing that is not there');
      const objects = [...left].filter(([path]) => !path.startsWith('.floodlight'));
      for (const [path, bytes] of objects) assert.equal(bytes, before.get(path) ?? expected.get(path), path);
      mount('remount,size=256m', disk);
      const again = await runFloodlight(name, join(disk, 'ds'), ...flags);
      assert.equal(again.code, 0, again.stderr);
    }
    assert.deepEqual(await filesOf(join(disk, 'ds')), expected);
    return code !== 0;
  } finally {
    execFileSync('umount', [disk]);
  }
}

const isMountable = () => {
  try {
    mount('size=64k', root);
    execFileSync('umount', [root]);
    return true;
  } catch {
    return false;
  }
};

const VERBS: readonly (readonly string[])[] = [
  ['downsample', '--parallel', '2', '--unsharded'],
  ['downsample', '--parallel', '2', '--sharded'],
  ['skeletonize', '--parallel', '2', '--block', '32', '--dust', '10', '--const', '40', '--sharded'],
  ['mesh', '--parallel', '2', '--block', '24', '--max-error', '2'],
];

for (const verb of VERBS) {
  test(`a full disk: ${verb.join(' ')}`, async (context) => {
    if (!isMountable()) return context.skip('no tmpfs can be mounted here');
    const folder = verb[0] === 'skeletonize' ? tubes : rough;
    const whole = join(root, verb.join('').replaceAll(/\W/g, ''));
    await cp(folder, whole, { recursive: true });
    const [name = '', ...flags] = verb;
    assert.equal((await runFloodlight(name, whole, ...flags)).code, 0);
    const expected = await filesOf(whole);
    const needed = spaceOf(expected) - spaceOf(await filesOf(folder));
    let failures = 0;
    for (const share of [0.05, 0.4, 0.8, 1]) {
      if (await fillUp(verb, folder, Math.floor(needed * share), expected)) failures++;
    }
    context.diagnostic(`${failures} full disks`);
    assert.ok(failures >= 3, `${failures}`);
  });
}
