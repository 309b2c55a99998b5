import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';
import { readState } from '../../../datasets/links/index.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';

let folder = '';
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-evaluate-'));
  const array = (data: Uint8Array) => ({ dataType: 'uint8' as const, shape: [1, 2, 4], data });
  await writeFile(at('seg.npz'), encodeNpz({ labels: array(Uint8Array.of(1, 1, 2, 2, 1, 1, 2, 2)) }));
  await writeFile(at('truth.npz'), encodeNpz({ labels: array(Uint8Array.of(4, 4, 5, 5, 4, 4, 5, 5)) }));
  const data = BigInt64Array.of(4n, 9n, 5n, 9n);
  await writeFile(at('table.npz'), encodeNpz({ rows: { dataType: 'int64', shape: [2, 2], data } }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function evaluate(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(['evaluate', at('seg.npz:labels'), at('truth.npz:labels'), ...args], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

test('the same objects under other names: no errors', async () => {
  const { code, stdout } = await evaluate('--min-overlap', '1');
  assert.equal(code, 0);
  assert.match(stdout, /^VI split \(bits\) +0\.0000 +0\.0000$/m);
  assert.match(stdout, /^0 splits in 0 true objects$/m);
});

test('relabelled truth: one object in two segments, a point for the second', async () => {
  const link = at('view.json');
  const args = ['--relabel', at('table.npz:rows'), '--min-overlap', '1', '--link', link, '--json'];
  const missing = await evaluate(...args);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /--resolution x,y,z/);

  const { code, stdout, stderr } = await evaluate(...args, '--resolution', '8,8,40');
  assert.equal(code, 0, stderr);
  const result = JSON.parse(stdout) as { all: { viSplit: number }; splits: unknown; splitCount: number };
  assert.deepEqual([result.all.viSplit, result.splitCount], [1, 1]);
  assert.deepEqual(result.splits, [
    {
      label: '9',
      parts: [
        { label: '1', voxels: 4, point: [1, 0, 0] },
        { label: '2', voxels: 4, point: [3, 0, 0] },
      ],
    },
  ]);
  const { state, warnings } = readState(JSON.parse(await readFile(link, 'utf8')));
  assert.deepEqual(warnings, []);
  assert.deepEqual(state.dimensions?.[2], { name: 'z', scale: 4e-8, unit: 'm' });
  const splits = state.layers?.find(({ name }) => name === 'splits');
  assert.ok(splits?.type === 'annotation');
  assert.deepEqual(
    splits.annotations?.map(({ point }) => point),
    [[3.5, 0.5, 0.5]],
  );
});

test('a table without a label of the truth is an error that names it', async () => {
  const data = BigInt64Array.of(4n, 9n);
  await writeFile(at('short.npz'), encodeNpz({ rows: { dataType: 'int64', shape: [1, 2], data } }));
  const { code, stderr } = await evaluate('--relabel', at('short.npz:rows'));
  assert.equal(code, 3);
  assert.match(stderr, /label 5: expected a row in the table/);
});

test('a truth without any label is no truth: an error, not scores that are no numbers', async () => {
  const data = BigInt64Array.of(1n, 7n);
  await writeFile(at('none.npz'), encodeNpz({ rows: { dataType: 'int64', shape: [1, 2], data } }));
  const { code, stdout, stderr } = await evaluate('--relabel', at('none.npz:rows'), '--unmapped', 'zero');
  assert.equal(code, 3);
  assert.equal(stdout, '');
  assert.match(stderr, /truth in .*: expected voxels with a label above 0, got none\. There is nothing/);
});
