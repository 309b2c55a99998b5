import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';
import { openHdf5Volume, readNumberAttributes } from '../../../datasets/hdf5/index.node.ts';
import { decodeNpy, encodeNpy } from '../../../datasets/npy/index.ts';

const NX = 140;
const NY = 9;
const NZ = 8;

let folder = '';
const at = (name: string) => join(folder, name);

/** Two labels side by side along x, the border at 70: the share of a voxel is how far it is from there. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-partitions-'));
  const data = Int32Array.from({ length: NX * NY * NZ }, (_, i) => (i % NX < 70 ? 7 : 9));
  data[0] = 3;
  await writeFile(at('labels.npy'), encodeNpy({ dataType: 'int32', shape: [NZ, NY, NX], data }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function partitions(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(['partitions', ...args], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

const FLAGS = ['--thresholds', '0.55,0.65,0.8', '--lom_radius', '2,2,2', '--min_size', '2'];

/** By hand: of the five columns around x, those on its own side of the border. */
function expectedClass(x: number, y: number, z: number): number {
  if (x < 2 || x >= NX - 2 || y < 2 || y >= NY - 2 || z < 2 || z >= NZ - 2) return 255;
  const own = x < 70 ? Math.min(5, 70 - x + 2) : Math.min(5, x - 70 + 3);
  // 4 of 5 is the threshold of 0.8 itself, which belongs to the class above.
  return own === 3 ? 2 : 4;
}

test("the README of FFN spells flags with underscores; classes, border and attributes are the original's", async () => {
  const output = `${at('af.h5')}:af`;
  const { code, stderr, stdout } = await partitions(
    '--input_volume',
    at('labels.npy'),
    '--output_volume',
    output,
    ...FLAGS,
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /1 labels are smaller than --min-size/);
  const volume = await openHdf5Volume(output);
  const { data } = await volume.read(volume.bounds);
  volume.close();
  const expected = Uint8Array.from({ length: data.length }, (_, i) =>
    expectedClass(i % NX, Math.floor(i / NX) % NY, Math.floor(i / NX / NY)),
  );
  assert.deepEqual(data, expected);
  const attributes = await readNumberAttributes(output);
  assert.deepEqual(attributes.get('bounding_boxes'), { shape: [1, 2, 3], values: [2, 2, 2, 136, 5, 4] });
  // Two columns of 5 x 4 voxels at the border; the rest of 136 x 5 x 4.
  assert.deepEqual(attributes.get('partition_counts'), { shape: [2, 2], values: [2, 4, 40, 2680] });
});

test('NPY is the same array; a whitelist, balls and masks leave out what they say', async () => {
  const plain = await partitions(at('labels.npy'), at('plain.npy'), ...FLAGS);
  assert.equal(plain.code, 0, plain.stderr);
  const excluded = await partitions(
    ...[at('labels.npy'), at('excluded.npy'), ...FLAGS, '--id-whitelist', '9', '--json'],
    ...['--exclusion-regions', '100,4,3,1'],
    ...['--mask-configs', 'masks { coordinate_expression { expression: "x == 80" } }'],
  );
  assert.equal(excluded.code, 0, excluded.stderr);
  const [a, b] = await Promise.all(
    ['plain.npy', 'excluded.npy'].map(async (name) => decodeNpy(await readFile(at(name)))),
  );
  assert.deepEqual([a!.shape, a!.dataType], [[NZ, NY, NX], 'uint8']);
  for (const [i, value] of (b!.data as Uint8Array).entries()) {
    const [x, y, z] = [i % NX, Math.floor(i / NX) % NY, Math.floor(i / NX / NY)];
    const isOut = Math.abs(x - 100) + Math.abs(y - 4) + Math.abs(z - 3) <= 1 || (x >= 78 && x <= 82);
    const before = (a!.data as Uint8Array)[i]!;
    const expected = before === 255 || isOut ? 255 : x < 70 ? 0 : before;
    assert.equal(value, expected, `at ${x}, ${y}, ${z}`);
  }
});

test('what cannot be is refused with its cure, and leaves no file', async () => {
  const cases: readonly (readonly [string[], number, RegExp])[] = [
    [
      [at('labels.npy'), at('x.npy'), '--thresholds', '0.5,0.4', '--lom-radius', '2,2,2'],
      3,
      /ascending numbers/,
    ],
    [
      [at('labels.npy'), at('x.npy'), '--thresholds', '0.5', '--lom-radius', '2,5,2'],
      3,
      /twice --lom-radius/,
    ],
    [[at('labels.npy'), at('x.npy'), '--thresholds', '0.5', '--lom-radius', '2,2'], 2, /--lom-radius/],
    [
      [at('labels.npy'), at('x.h5'), '--thresholds', '0.5', '--lom-radius', '2,2,2'],
      2,
      /FILE.h5:DATASET or FILE.npy/,
    ],
    [
      [at('labels.npy'), '--thresholds', '0.5', '--lom-radius', '2,2,2'],
      2,
      /output: expected an argument or --output-volume/,
    ],
    [[at('labels.npy'), at('labels.npy'), '--thresholds', '0.5', '--lom-radius', '2,2,2'], 3, /--force/],
    [
      [at('labels.npy'), at('x.npy'), ...FLAGS, '--min_size', '1000000'],
      3,
      /expected voxels of objects, got none: 3 labels are smaller than --min-size 1000000\. Lower --min-size/,
    ],
    [
      [at('labels.npy'), at('x.npy'), ...FLAGS, '--id-whitelist', '3'],
      3,
      /expected voxels of objects, got none/,
    ],
    [[at('labels.npy'), at('x.npy'), ...FLAGS, '--exclusion-regions', '1,2,3'], 2, /four integers a ball/],
  ];
  for (const [args, expected, message] of cases) {
    const { code, stderr } = await partitions(...args);
    assert.match(stderr, message);
    assert.equal(code, expected, stderr);
  }
  assert.deepEqual([existsSync(at('x.npy')), existsSync(at('x.npy.partial'))], [false, false]);
});
