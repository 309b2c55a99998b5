/** The issue's own command on the real ground truth: supervoxels and their table become a dataset of bodies. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openHdf5Volume, readTable } from '../../datasets/hdf5/index.node.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { fib25Path } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const FILE = fib25Path('groundtruth.h5.gz');

test('convert writes the bodies of the ground truth, voxel by voxel', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-truth-'));
  try {
    const out = join(folder, 'gt');
    const flags = [
      '--type',
      'segmentation',
      '--encoding',
      'compressed_segmentation',
      '--resolution',
      '10,10,10',
    ];
    const { code, stderr } = await runFloodlight(
      'convert',
      `${FILE}:stack`,
      out,
      ...flags,
      '--relabel',
      `${FILE}:transforms`,
    );
    assert.equal(code, 0, stderr);
    const written = (await openPrecomputed(createFileStore(out))).volume(0);
    const bodies = (await written.read(written.bounds)).data as BigUint64Array;
    const stack = await openHdf5Volume(`${FILE}:stack`);
    const supervoxels = (await stack.read(stack.bounds)).data as Int32Array;
    stack.close();
    const { data: rows } = await readTable(FILE, 'transforms');
    const table = new Map<number, bigint>();
    for (let i = 0; i < rows.length; i += 2) table.set(Number(rows[i]), rows[i + 1] as bigint);
    assert.equal(bodies.length, 250 ** 3);
    assert.equal(
      bodies.findIndex((body, i) => body !== table.get(supervoxels[i]!)),
      -1,
    );
    assert.equal(new Set(bodies).size, 526, 'bodies, by the README of the data');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
