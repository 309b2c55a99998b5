/** Partitions of the real ground truth against the original program's: class counts, and SHA-256 of every voxel. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openHdf5Volume } from '../../datasets/hdf5/index.node.ts';
import { fib25Path } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-partitions-'));
});
after(() => rm(root, { recursive: true, force: true }));

interface Golden {
  readonly thresholds: readonly number[];
  readonly lom_radius: readonly number[];
  readonly min_size: number;
  readonly class_counts: Readonly<Record<string, number>>;
  readonly sha256_of_uint8_c_order: string;
}

test("the original's classes, to the voxel", async () => {
  const golden = JSON.parse(await readFile(fib25Path('golden/partitions.json'), 'utf8')) as Golden;
  const truth = fib25Path('groundtruth.h5.gz');
  const output = `${join(root, 'af.h5')}:af`;
  const { code, stdout, stderr } = await runFloodlight(
    ...['partitions', '--input_volume', `${truth}:stack`, '--output_volume', output, '--json'],
    ...['--relabel', `${truth}:transforms`, '--thresholds', golden.thresholds.join(',')],
    ...['--lom_radius', golden.lom_radius.join(','), '--min_size', `${golden.min_size}`],
  );
  assert.equal(code, 0, stderr);
  assert.deepEqual((JSON.parse(stdout) as { counts: unknown }).counts, golden.class_counts);
  const volume = await openHdf5Volume(output);
  const { data } = await volume.read({ begin: [24, 24, 24], end: [226, 226, 226] });
  volume.close();
  const sum = createHash('sha256')
    .update(data as Uint8Array)
    .digest('hex');
  assert.equal(sum, golden.sha256_of_uint8_c_order);
});
