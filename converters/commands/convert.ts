import type { Command } from 'commander';
import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { WRITTEN_ENCODINGS, type WrittenEncoding } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { openInput } from '../inputs/index.ts';
import { convertVolume, estimateConversion, formatEstimate } from '../jobs/index.ts';
import { appendProvenance, recordInput } from '../provenance/index.ts';
import { applyTransforms, parseTransforms, type TransformFlags } from './convert-flags.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  oneOf,
  parseTriple,
  type VerbContext,
  type VerbIo,
} from './verb.ts';

interface ConvertFlags extends CommonFlags, TransformFlags {
  readonly type: string;
  readonly encoding?: string;
  readonly chunkSize: string;
  readonly sharded?: boolean;
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

const CONVERT_DEFAULTS = { type: 'image', chunkSize: '64,64,64' } as const;

const EXAMPLES = `
Examples:
  floodlight convert slices/ out/image --resolution 10,10,10
  floodlight convert result/0/0/seg-0_0_0.npz out/segmentation --type segmentation --resolution 10,10,10
  floodlight convert truth.h5.gz:stack out/truth --type segmentation --relabel truth.h5.gz:transforms --resolution 10,10,10
  floodlight convert scan.npz:volume out/image --resolution 4,4,40 --contrast 1000,30000 --dry-run`;

/** `convert IN OUT`: any readable volume -> precomputed, one scale. */
export function addConvert(program: Command, io: VerbIo): void {
  declareVerb(program, 'convert <input> <output>', 'write any readable volume as a precomputed dataset')
    .option('--type <kind>', 'image or segmentation', CONVERT_DEFAULTS.type)
    .option('--encoding <name>', 'raw, compressed_segmentation, png or jpeg; default by type')
    .option('--resolution <x,y,z>', 'voxel size in nanometres; needed where the input does not say it')
    .option('--offset <x,y,z>', 'voxel coordinates of the first voxel')
    .option('--box <x,y,z,sx,sy,sz>', 'only this part: first voxel and size, after --offset')
    .option('--chunk-size <x,y,z>', 'voxels', CONVERT_DEFAULTS.chunkSize)
    .option('--sharded', 'many chunks in one file: few files, for hosts that charge by the file')
    .option('--channel <n>', 'only this channel, from 0')
    .option('--swap-yz', 'exchange the y and z axes')
    .option('--contrast <low,high>', 'grey values that become 0 and the maximum; LOW above HIGH inverts')
    .option('--data-type <name>', 'uint8 or uint16, with --contrast; default uint8')
    .option('--invert', 'dark becomes bright')
    .option('--relabel <file:table>', 'map labels through two columns, old and new')
    .option('--unmapped <what>', 'labels without a row: fail, keep or zero; default fail')
    .option('--strict', 'warnings, such as a gap in a numbered stack, are errors')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--force', 'write over a dataset that is there')
    .addHelpText('after', EXAMPLES)
    .action((input: string, output: string, flags: ConvertFlags) => convert([input, output], flags, io));
}

type Paths = readonly [input: string, output: string];

async function convert(paths: Paths, flags: ConvertFlags, io: VerbIo): Promise<void> {
  const context = contextOf(io, flags);
  const type = oneOf('--type', flags.type, ['image', 'segmentation']);
  const encoding = flags.encoding && oneOf('--encoding', flags.encoding, WRITTEN_ENCODINGS);
  const chunkSize = parseTriple('--chunk-size', flags.chunkSize, (n) => Number.isInteger(n) && n > 0);
  const transforms = await parseTransforms(flags);
  const input = await openInput(paths[0]);
  try {
    tellWarnings(input.warnings, paths[0], { strict: flags.strict, context });
    const source = applyTransforms(input.volume, transforms);
    if (!source.voxelSizeNm) throw unknownVoxelSize(paths[0]);
    if (flags.dryRun) return tellEstimate(source, chunkSize, context);
    await write(source, paths, {
      type,
      encoding: encoding || undefined,
      chunkSize,
      sharded: flags.sharded,
      overwrite: flags.force,
      context,
    });
  } finally {
    await input.close();
  }
}

interface WriteArguments {
  readonly type: 'image' | 'segmentation';
  readonly encoding: WrittenEncoding | undefined;
  readonly sharded: boolean | undefined;
  readonly chunkSize: Xyz;
  readonly overwrite: boolean | undefined;
  readonly context: VerbContext;
}

async function write(
  source: Volume,
  [input, output]: Paths,
  { context, ...options }: WriteArguments,
): Promise<void> {
  const { reporter, signal } = context;
  const store = createFileStore(output);
  const onProgress = (done: number, total: number) =>
    reporter.progress({ label: 'convert', done, total, unit: 'chunks' });
  const info = await convertVolume(source, store, { ...options, signal, onProgress });
  const entry = { command: process.argv.slice(2), inputs: [await recordInput(input, signal)] };
  if (!(await appendProvenance(store, entry))) {
    reporter.message(`${output}/provenance.json is of another program and was left as it is`);
  }
  const [{ size, voxelOffset, resolutionNm }] = info.scales;
  const { dataType } = info;
  const shape = `${size.join(' x ')} voxels at ${voxelOffset.join(',')}, ${resolutionNm.join(' x ')} nm`;
  const { type } = options;
  const voxels = size[0] * size[1] * size[2];
  const data = { output, type, dataType, size, voxelOffset, resolutionNm, voxels };
  reporter.result(`${output}: ${type}, ${dataType}, ${shape}`, data);
}

function tellEstimate(source: Volume, chunkSize: Xyz, { reporter }: VerbContext): void {
  const estimate = estimateConversion(source, chunkSize);
  reporter.result(`would write ${formatEstimate(estimate)}`, { dryRun: true, ...estimate });
}

interface Strictness {
  readonly strict: boolean | undefined;
  readonly context: VerbContext;
}

function tellWarnings(warnings: readonly string[], subject: string, { strict, context }: Strictness): void {
  if (strict && warnings[0] !== undefined) {
    throw new InvalidDataError({ subject, expected: 'no warnings with --strict', got: warnings.join('; ') });
  }
  for (const warning of warnings) context.reporter.message(`warning: ${warning}`);
}

const unknownVoxelSize = (input: string) =>
  new UsageError({
    subject: input,
    expected: 'a voxel size',
    got: 'an input that does not say it',
    cure: 'Give it in nanometres: --resolution x,y,z',
  });
