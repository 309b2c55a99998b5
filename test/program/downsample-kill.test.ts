/** `convert --pyramid`, killed at random moments in either half, by any number of threads. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { xyz } from '../../datasets/geometry/index.ts';
import { encodeMrc } from '../../datasets/mrc/index.ts';
import { createRandom, randomSamples } from '../datasets/support/blocks.ts';
import { killCount } from '../support/kill-count.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const KILLS = killCount(20);

/** @param killAfterMs undefined to let it end. @returns the exit status; undefined where it was killed. */
function run(args: readonly string[], killAfterMs?: number): Promise<number | undefined> {
  const child = spawn(process.execPath, [repoPath('dist/program/cli.js'), ...args], { stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs ?? 2 ** 30);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? undefined);
    }),
  );
}

async function filesOf(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name !== 'provenance.json')
      files.set(path.slice(folder.length), await readFile(path));
  }
  return files;
}

function assertSame(actual: ReadonlyMap<string, Buffer>, expected: ReadonlyMap<string, Buffer>): void {
  assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort());
  for (const [name, bytes] of expected) assert.ok(actual.get(name)?.equals(bytes), name);
}

for (const form of ['unsharded', 'sharded']) {
  test(`convert --pyramid, ${form}: four threads, and ${KILLS} kills, give the bytes of one thread`, async (t) => {
    assert.equal((await runFloodlight('--version')).code, 0);
    const root = await mkdtemp(join(tmpdir(), 'floodlight-pyramid-'));
    const data = randomSamples('uint16', 96 * 96 * 64, 20) as Uint16Array;
    const block = { dataType: 'uint16', numChannels: 1, size: xyz(96, 96, 64), data } as const;
    const input = join(root, 'a.mrc');
    await writeFile(input, encodeMrc(block, xyz(8, 8, 8)));
    const flags = form === 'sharded' ? ['--sharded'] : [];
    const args = (name: string, threads: number) => {
      const parallel = ['--parallel', `${threads}`];
      return [
        'convert',
        input,
        join(root, name),
        '--chunk-size',
        '16,16,16',
        '--pyramid',
        ...flags,
        ...parallel,
      ];
    };
    const began = performance.now();
    assert.equal(await run(args('one', 1)), 0);
    const wholeMs = performance.now() - began;
    const whole = await filesOf(join(root, 'one'));
    const { scales } = JSON.parse(whole.get('/info')?.toString() ?? '') as { scales: unknown[] };
    assert.equal(scales.length, 4);
    assert.equal(await run(args('four', 4)), 0);
    assertSame(await filesOf(join(root, 'four')), whole);
    const seed = Date.now() % 2 ** 31;
    const random = createRandom(seed);
    let [kills, datasets] = [0, 0];
    while (kills < KILLS || datasets === 0) {
      const name = `killed-${datasets}`;
      for (let isOver = false; !isOver; ) {
        // Mostly late: a run that goes on is shorter than the whole.
        const after = kills < KILLS ? random(Math.ceil(wholeMs)) : undefined;
        const code = await run(args(name, 1 + random(4)), after);
        if (code === undefined) kills++;
        else assert.equal(code, 0, `seed ${seed}`);
        isOver = code === 0;
      }
      assertSame(await filesOf(join(root, name)), whole);
      datasets++;
    }
    t.diagnostic(`${kills} kills, ${datasets} datasets equal (seed ${seed})`);
    await rm(root, { recursive: true, force: true });
  });
}
