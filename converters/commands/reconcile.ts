import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { formatBox, type Xyz } from '../../datasets/geometry/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { RECONCILE_DEFAULTS } from '../../ffn/analysis/index.ts';
import { recordedVoxelSize } from '../../ffn/inference/index.ts';
import { reconcileVolume } from '../jobs/index.ts';
import { assertOutputFolder } from './convert-paths.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  parseInteger,
  parseNumber,
  parseTriple,
  type VerbIo,
} from './verb.ts';

interface ReconcileFlags extends CommonFlags {
  readonly resolution?: string;
  readonly chunkSize: string;
  readonly minOverlap: string;
  readonly minShare: string;
  readonly concurrency: string;
  readonly force?: boolean;
}

const MAX_CONCURRENCY = 64;

const NOTES = `
DIR is an output folder of segment: seg-X_Y_Z.npz of overlapping subvolumes. OUT becomes a precomputed segmentation.
Two labels are one object where they share at least half of the smaller one's voxels in the overlap (--min-share), and each is the
other's largest partner or most of the smaller one lies in the overlap.

Example:
  floodlight segment --request r.pbtxt --image em/ --out parts --subvolume 500,500,500 --overlap 48,48,48 …
  floodlight reconcile parts web/segmentation --resolution 8,8,8`;

/** `reconcile DIR OUT`: one volume out of overlapping subvolumes. */
export function addReconcile(program: Command, io: VerbIo): void {
  const { minOverlapVoxels, minShare } = RECONCILE_DEFAULTS;
  declareVerb(program, 'reconcile <dir> <out>', 'join the objects of overlapping FFN subvolumes')
    .option(
      '--resolution <x,y,z>',
      'voxel size in nanometres; default what the run in DIR knows of its image',
    )
    .option('--chunk-size <x,y,z>', 'voxels of a chunk', '64,64,64')
    .option('--min-overlap <voxels>', 'objects that share fewer stay apart', `${minOverlapVoxels}`)
    .option('--min-share <0…1>', "least share of the smaller one's voxels in the overlap", `${minShare}`)
    .option('--concurrency <n>', 'pairs of subvolumes in memory at once', '1')
    .option('--force', 'write over a dataset that is there')
    .addHelpText('after', NOTES)
    .action((dir: string, out: string, flags: ReconcileFlags) => reconcile([dir, out], flags, io));
}

async function reconcile([dir, out]: readonly [string, string], flags: ReconcileFlags, io: VerbIo) {
  const { reporter, signal } = contextOf(io, flags);
  const isSize = (n: number) => Number.isInteger(n) && n > 0;
  const minShare = parseNumber('--min-share', flags.minShare, [0, 1]);
  await assertOutputFolder(dir, out);
  const summary = await reconcileVolume(createFileStore(dir), createFileStore(out), {
    voxelSizeNm: await voxelSizeOf(dir, flags.resolution),
    chunkSize: parseTriple('--chunk-size', flags.chunkSize, isSize),
    minOverlapVoxels: parseInteger('--min-overlap', flags.minOverlap, [0, Number.MAX_SAFE_INTEGER]),
    minShare,
    concurrency: parseInteger('--concurrency', flags.concurrency, [1, MAX_CONCURRENCY]),
    overwrite: flags.force,
    signal,
    onProgress: (done, total, unit) => reporter.progress({ label: `reconcile ${unit}`, done, total, unit }),
  });
  const { subvolumes, objects, joined, box } = summary;
  const text = `${out}: ${objects} objects in ${formatBox(box)} from ${subvolumes} subvolumes, ${joined} pairs joined`;
  reporter.result(text, { output: out, ...summary });
}

async function voxelSizeOf(dir: string, text: string | undefined): Promise<Xyz> {
  if (text !== undefined) return parseTriple('--resolution', text, (n) => n > 0);
  const recorded = await recordedVoxelSize(createFileStore(dir));
  if (recorded) return recorded;
  throw new UsageError({
    subject: '--resolution',
    expected: `a voxel size in nanometres, which nothing in ${dir} says`,
    got: 'none',
    cure: 'Give --resolution X,Y,Z',
  });
}
