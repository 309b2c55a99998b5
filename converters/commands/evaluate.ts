import { dirname } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { type LabelInputOptions, type OpenedInput, openLabels } from '../inputs/index.ts';
import {
  type Evaluation,
  encodeEvaluation,
  errorView,
  evaluateVolumes,
  formatEvaluation,
} from '../jobs/index.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  oneOf,
  parseInteger,
  parseTriple,
  type VerbContext,
  type VerbIo,
} from './verb.ts';

interface EvaluateFlags extends CommonFlags {
  readonly relabel?: string;
  readonly unmapped: string;
  readonly minOverlap: string;
  readonly link?: string;
  readonly resolution?: string;
}

/** The smallest object of the published run. */
const DEFAULT_MIN_OVERLAP = '1000';

const NOTES = `
Measures over the voxels where TRUTH is not 0: variation of information in bits, Rand precision, recall and error.

Example:
  floodlight evaluate results/0/0/seg-0_0_0.npz groundtruth.h5.gz:stack --relabel groundtruth.h5.gz:transforms`;

/** `evaluate SEG TRUTH`: how far a segmentation is from the truth, and where. */
export function addEvaluate(program: Command, io: VerbIo): void {
  declareVerb(program, 'evaluate <segmentation> <truth>', 'measure a segmentation against the truth')
    .option('--relabel <FILE:TABLE>', "replace the truth's labels first, such as supervoxel -> body")
    .option('--unmapped <how>', 'labels without a row in the table: fail, keep or zero', 'fail')
    .option('--min-overlap <voxels>', 'smaller overlaps are no split and no merger', DEFAULT_MIN_OVERLAP)
    .option('--link <file>', 'write a Neuroglancer view (JSON) with each split and merger as a point')
    .option('--resolution <x,y,z>', 'voxel size in nanometres, for --link where the inputs do not say it')
    .addHelpText('after', NOTES)
    .action((segmentation: string, truth: string, flags: EvaluateFlags) =>
      evaluate([segmentation, truth], flags, io),
    );
}

type Paths = readonly [segmentation: string, truth: string];

async function evaluate(paths: Paths, flags: EvaluateFlags, io: VerbIo): Promise<void> {
  const context = contextOf(io, flags);
  const minOverlapVoxels = parseInteger('--min-overlap', flags.minOverlap, [1, Number.MAX_SAFE_INTEGER]);
  const unmapped = oneOf('--unmapped', flags.unmapped, ['fail', 'keep', 'zero']);
  const { relabel } = flags;
  const inputs = [await open(paths[0], context), await open(paths[1], context, { relabel, unmapped })];
  try {
    const [segmentation, truth] = inputs.map(({ volume }) => volume) as [Volume, Volume];
    await report({ segmentation, truth, paths, minOverlapVoxels, flags, context });
  } finally {
    await Promise.all(inputs.map((input) => input.close()));
  }
}

interface EvaluateParts {
  readonly segmentation: Volume;
  readonly truth: Volume;
  readonly paths: Paths;
  readonly minOverlapVoxels: number;
  readonly flags: EvaluateFlags;
  readonly context: VerbContext;
}

async function report({ segmentation, truth, paths, flags, context, ...options }: EvaluateParts) {
  const { reporter, signal } = context;
  const resolution = flags.resolution && parseTriple('--resolution', flags.resolution, (n) => n > 0);
  const voxelSizeNm = resolution || (segmentation.voxelSizeNm ?? truth.voxelSizeNm);
  if (flags.link !== undefined && !voxelSizeNm) throw unknownVoxelSize();
  const evaluation = await evaluateVolumes(segmentation, truth, {
    ...options,
    signal,
    onProgress: (done, total) => reporter.progress({ label: 'evaluate', done, total, unit: 'blocks' }),
  });
  if (flags.link !== undefined && voxelSizeNm)
    await writeView(flags.link, evaluation, { paths, voxelSizeNm });
  reporter.result(formatEvaluation(evaluation), encodeEvaluation(evaluation));
}

async function open(
  input: string,
  { reporter, signal }: VerbContext,
  options: LabelInputOptions = {},
): Promise<OpenedInput> {
  const opened = await openLabels(input, { ...options, signal });
  for (const warning of opened.warnings) reporter.message(`warning: ${warning}`);
  return opened;
}

interface ViewParts {
  readonly paths: Paths;
  readonly voxelSizeNm: Xyz;
}

async function writeView(file: string, { errors }: Evaluation, { paths, voxelSizeNm }: ViewParts) {
  const [segmentation, truth] = paths;
  const view = errorView(errors, { voxelSizeNm, segmentation, truth });
  const text = `${JSON.stringify(view, undefined, 1)}\n`;
  const name = file.slice(file.lastIndexOf('/') + 1);
  await createFileStore(dirname(file)).put(name, new TextEncoder().encode(text));
}

const unknownVoxelSize = () =>
  new UsageError({
    subject: '--link',
    expected: 'a voxel size',
    got: 'inputs that do not say it',
    cure: 'Give it in nanometres: --resolution x,y,z',
  });
