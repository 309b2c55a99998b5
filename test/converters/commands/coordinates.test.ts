/** Against coordinates found by plain loops; the files are unpacked by Node's zlib. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { runProgram } from '../../../converters/program.ts';
import { encodeNpy } from '../../../datasets/npy/index.ts';
import { decodeExample, readRecords } from '../../../ffn/training/index.ts';

let folder = '';
const at = (name: string) => join(folder, name);

/** z, y, x. */
const SHAPES = { a: [6, 7, 9], b: [5, 5, 5] } as const;
const classOf = (i: number): number => (i % 11 === 0 ? 255 : i % 7 < 4 ? 0 : (i % 3) + 1);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-coordinates-'));
  for (const [name, shape] of Object.entries(SHAPES)) {
    const data = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => classOf(i));
    await writeFile(at(`${name}.npy`), encodeNpy({ dataType: 'uint8', shape: [...shape], data }));
  }
  const wide = { dataType: 'uint16' as const, shape: [3, 3, 3], data: new Uint16Array(27) };
  await writeFile(at('wide.npy'), encodeNpy(wide));
  await writeFile(
    at('empty.npy'),
    encodeNpy({ dataType: 'uint8', shape: [3, 3, 3], data: new Uint8Array(27).fill(255) }),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

async function coordinates(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(['coordinates', ...args], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

async function readFileOf(path: string): Promise<string[]> {
  const bytes = gunzipSync(await readFile(path));
  const found: string[] = [];
  const stream = (async function* () {
    yield bytes;
  })();
  for await (const records of readRecords(stream, path)) {
    for (const data of records) {
      const { volume, center } = decodeExample(data, path);
      found.push(`${volume} ${center.join(',')}`);
    }
  }
  return found;
}

/** Voxels of each class within margins z 1, y 2, x 3. */
function expectedClasses(): Map<number, string[]> {
  const classes = new Map<number, string[]>();
  for (const [name, [nz, ny, nx]] of Object.entries(SHAPES)) {
    if (name === 'b') continue;
    for (let z = 1; z < nz - 1; z++)
      for (let y = 2; y < ny - 2; y++)
        for (let x = 3; x < nx - 3; x++) {
          const value = classOf((z * ny + y) * nx + x);
          if (value !== 255) classes.set(value, [...(classes.get(value) ?? []), `${name} ${x},${y},${z}`]);
        }
  }
  return classes;
}

test('all classes equally often, 0 among them, 255 not; the same bytes for any number of threads', async () => {
  const run = (out: string, ...args: string[]) =>
    coordinates(
      '--partition_volumes',
      `a:${at('a.npy')}`,
      '--coordinate_output',
      at(out),
      '--margin',
      '1,2,3',
      ...args,
    );
  const one = await run('one', '--parallel', '1', '--json');
  assert.equal(one.code, 0, one.stderr);
  assert.equal((await run('three', '--parallel', '3')).code, 0);
  assert.deepEqual(await readFile(at('three')), await readFile(at('one')));
  const records = await readFileOf(at('one'));
  const classes = expectedClasses();
  const largest = Math.max(...[...classes.values()].map((list) => list.length));
  assert.equal(records.length, largest * classes.size);
  assert.deepEqual((JSON.parse(one.stdout) as { perClass: number }).perClass, largest);
  for (const list of classes.values()) {
    const counts = list.map((place) => records.filter((record) => record === place).length);
    assert.equal(
      counts.reduce((sum, n) => sum + n, 0),
      largest,
    );
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
  }
  const again = await run('other', '--seed', '2');
  assert.equal(again.code, 0);
  assert.notDeepEqual(await readFileOf(at('other')), records);
  assert.deepEqual((await readFileOf(at('other'))).length, records.length);
});

test('several volumes, files that share the coordinates', async () => {
  const names = `a:${at('a.npy')},b:${at('b.npy')}`;
  const { code, stderr } = await coordinates(
    names,
    `${at('part')}@3`,
    '--margin',
    '1,1,1',
    '--max-per-class',
    '20',
  );
  assert.equal(code, 0, stderr);
  const parts = await Promise.all([0, 1, 2].map((i) => readFileOf(at(`part-0000${i}-of-00003`))));
  const all = parts.flat();
  assert.equal(all.length, 80);
  assert.ok(parts.every((part) => part.length >= 26));
  assert.deepEqual([...new Set(all.map((record) => record[0]))].sort(), ['a', 'b']);
});

test('what cannot be is refused, and leaves no file', async () => {
  const margin = ['--margin', '1,1,1'];
  const cases: readonly (readonly [string[], number, RegExp])[] = [
    [
      [`a:${at('a.npy')}`, at('x'), '--margin', '0,1,1'],
      2,
      /--margin: expected three integers z,y,x from 1 on/,
    ],
    [[`a:${at('a.npy')}`, at('x'), '--margin', '1,1,5'], 3, /twice --margin/],
    [[at('a.npy'), at('x'), ...margin], 2, /NAME:FILE:DATASET/],
    [[`a:${at('a.npy')},a:${at('b.npy')}`, at('x'), ...margin], 2, /each name once/],
    [[`a:${at('wide.npy')}`, at('x'), ...margin], 3, /expected classes: uint8, got uint16/],
    [[`a:${at('empty.npy')}`, at('x'), ...margin], 3, /expected voxels of some class/],
    [[`a:${at('a.npy')}`, at('a.npy'), ...margin], 3, /--force/],
    [[`a:${at('a.npy')}`, ...margin], 2, /output: expected/],
  ];
  for (const [args, expected, message] of cases) {
    const { code, stderr } = await coordinates(...args);
    assert.match(stderr, message);
    assert.equal(code, expected, stderr);
  }
  assert.deepEqual([existsSync(at('x')), existsSync(at('x.partial'))], [false, false]);
});
