import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { writeVolume } from '../../../converters/writing/index.ts';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import {
  describePrecomputed,
  openPrecomputed,
  type PrecomputedSpec,
} from '../../../datasets/precomputed/index.ts';
import type { ShardingSpec } from '../../../datasets/precomputed/sharding/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { assertSameSamples, randomBlock } from '../../datasets/support/blocks.ts';
import { readByNeuroglancer } from '../../datasets/support/neuroglancer-volume.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-writing-'));
});
after(() => rm(root, { recursive: true, force: true }));

const SHARDS: ShardingSpec = {
  preshiftBits: 2,
  hash: 'identity',
  minishardBits: 1,
  shardBits: 4,
  minishardIndexEncoding: 'gzip',
  dataEncoding: 'gzip',
};
/** 5 x 3 x 3 chunks. */
const block = randomBlock('uint8', xyz(37, 20, 19), 90);
const volume = createMemoryVolume(block, { origin: xyz(-3, 10, 0), voxelSizeNm: xyz(8, 8, 8) });

function start(
  name: string,
  sharding?: ShardingSpec,
  options: Partial<Parameters<typeof writeVolume>[2]> = {},
) {
  const output = join(root, name);
  const spec: PrecomputedSpec = { type: 'image', encoding: 'raw', chunkSize: xyz(8, 8, 8), sharding };
  const info = describePrecomputed(output, spec, volume);
  const run = writeVolume({ output, info, gzipLevel: 6 }, volume, {
    ...{ parallel: 1, force: false, parameters: { info } },
    ...options,
  });
  return { output, info, run };
}

async function tree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  const pairs = files.sort().map(async (f) => [f.slice(folder.length), await readFile(f, 'latin1')] as const);
  return new Map(await Promise.all(pairs));
}

/** Stops after a number of chunks. */
function stopAfter(chunks: number) {
  const controller = new AbortController();
  let done = 0;
  return {
    signal: controller.signal,
    onProgress: () => {
      if (++done === chunks) controller.abort();
    },
  };
}

test('what is written is what Neuroglancer reads, and no trace of the run is left', async () => {
  for (const [name, sharding] of [
    ['plain', undefined],
    ['shards', SHARDS],
  ] as const) {
    const { output, info, run } = start(name, sharding);
    await run;
    assertSameSamples((await readByNeuroglancer(createFileStore(output), info)).data, block.data);
    assert.deepEqual((await readdir(output)).sort(), ['8_8_8', 'info']);
  }
});

test('stopped anywhere, the same call goes on and gives the same bytes; info is not there before', async () => {
  for (const sharding of [undefined, SHARDS]) {
    const whole = start(`whole-${sharding ? 1 : 0}`, sharding);
    await whole.run;
    for (const chunks of [1, 16, 44]) {
      const name = `stopped-${chunks}-${sharding ? 1 : 0}`;
      const { output, run } = start(name, sharding, stopAfter(chunks));
      await assert.rejects(
        run,
        (e: Error) => isFloodlightError(e, 'aborted') && /Run the same/.test(e.message),
      );
      assert.ok(!(await readdir(output)).includes('info'));
      const resumed: number[] = [];
      await start(name, sharding, { onResume: (done) => resumed.push(done) }).run;
      assert.equal(resumed.length, 1);
      if (chunks > 15) assert.ok((resumed[0] ?? 0) >= 15, 'finished layers are kept');
      assert.deepEqual(await tree(output), await tree(whole.output));
    }
  }
});

test('an unfinished write of a killed program is removed', async () => {
  const { output, run } = start('killed', undefined, stopAfter(20));
  await assert.rejects(run);
  const torn = join(output, '8_8_8/-3-5_10-18_0-8.tmp-123e4567-e89b-12d3-a456-426614174000');
  await writeFile(torn, 'to');
  await start('killed').run;
  assert.deepEqual(
    [...(await tree(output)).keys()].filter((name) => name.includes('tmp')),
    [],
  );
});

test('a run that was killed in its first write leaves nothing, either', async () => {
  const output = join(root, 'killed-at-once');
  await mkdir(join(output, '.floodlight-convert'), { recursive: true });
  const torn = '.floodlight-convert/plan.json.tmp-123e4567-e89b-12d3-a456-426614174000';
  await writeFile(join(output, torn), '{"st');
  await start('killed-at-once').run;
  assert.ok(!(await readdir(output)).includes('.floodlight-convert'));
});

test('other parameters, another dataset, and pieces of an unknown run are refused; force begins again', async () => {
  const first = start('mixed', undefined, stopAfter(20));
  await assert.rejects(first.run);
  const other = { parameters: { info: 'other' } };
  await assert.rejects(start('mixed', SHARDS, other).run, /same command as the unfinished run.*--force/);
  await start('mixed', SHARDS, { ...other, force: true }).run;
  const names = await readdir(join(first.output, '8_8_8'));
  assert.ok(
    names.every((name) => name.endsWith('.shard')),
    'nothing of the other run is left',
  );
  await assert.rejects(start('mixed', SHARDS, other).run, /empty or new destination, got a dataset/);
  await start('mixed', undefined, { force: true }).run;
  assert.equal((await readdir(join(first.output, '8_8_8'))).length, 45);
  await mkdir(join(root, 'strange/8_8_8'), { recursive: true });
  await writeFile(join(root, 'strange/8_8_8/-3-5_10-18_0-8'), 'x');
  await assert.rejects(start('strange').run, /of an unknown run/);
  assert.deepEqual(await readdir(join(root, 'strange')), ['8_8_8'], 'a refusal leaves nothing');
});

test('force removes files of the dataset and no others', async () => {
  const { output, run } = start('force');
  await run;
  await mkdir(join(output, 'mesh'));
  for (const name of ['mesh/info', '8_8_8/notes.txt', 'notes.txt'])
    await writeFile(join(output, name), 'mine');
  await start('force', SHARDS, { force: true }).run;
  const names = [...(await tree(output)).keys()].filter((name) => !name.endsWith('.shard'));
  assert.deepEqual(names, ['/8_8_8/notes.txt', '/info', '/mesh/info', '/notes.txt']);
});

test('while one writes, another is refused', async () => {
  const slow = { ...volume, read: () => new Promise<never>(() => undefined) };
  const { info, run } = start('first');
  await run;
  const options = { parallel: 1, force: false, parameters: {} };
  void writeVolume({ output: join(root, 'two'), info, gzipLevel: 6 }, slow, options);
  const isLocked = async () =>
    (await readdir(join(root, 'two/.floodlight-convert')).catch((): string[] => [])).includes('lock-1');
  while (!(await isLocked())) await new Promise((resolve) => setTimeout(resolve, 5));
  await assert.rejects(start('two').run, /one writer at a time, got process/);
});

test('the dataset opens as any other', async () => {
  const { output, run } = start('opens', SHARDS);
  await run;
  const ours = (await openPrecomputed(createFileStore(output))).volume(0);
  assertSameSamples((await ours.read(ours.bounds)).data, block.data);
});

test('a run that fails before anything is whole leaves nothing, and another may come', async () => {
  const cause = new Error('a damaged input');
  const failing = { ...volume, read: () => Promise.reject(cause) };
  const { info, run } = start('for its info');
  await run;
  const fail = (output: string) => {
    const options = { parallel: 1, force: false, parameters: { input: 'damaged' } };
    return assert.rejects(writeVolume({ output, info, gzipLevel: 6 }, failing, options), cause);
  };
  const output = join(root, 'failed');
  await fail(output);
  assert.ok(!(await readdir(root)).includes('failed'));
  await mkdir(output);
  await fail(output);
  assert.deepEqual(await readdir(output), [], 'a folder that was there stays');
  await start('failed').run;
  // What an unfinished run has written is not lost to a failure of its resumption.
  const stopped = start('kept', undefined, { ...stopAfter(20), parameters: { input: 'damaged' } });
  await assert.rejects(stopped.run);
  await fail(stopped.output);
  assert.ok((await readdir(join(stopped.output, '8_8_8'))).length >= 15);
  await assert.rejects(start('kept').run, /same command as the unfinished run/);
});
