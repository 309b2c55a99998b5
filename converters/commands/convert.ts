import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { volumeOf, xyz } from '../../datasets/geometry/index.ts';
import type { PrecomputedInfo, PrecomputedSpec } from '../../datasets/precomputed/index.ts';
import { bytesPerSample, type Volume } from '../../datasets/volume.ts';
import { INPUT_KINDS } from '../inputs/index.ts';
import {
  checkDestination,
  completeText,
  convertInput,
  defaultMemoryBytes,
  estimateConversion,
  formatEstimate,
  threadsWithin,
} from '../jobs/index.ts';
import { prepareSource } from '../writing/index.ts';
import { addScales } from './add-scales.ts';
import { convertAll } from './convert-all.ts';
import { type Converted, type Paths, parseWork } from './convert-all-parts.ts';
import { addTransformOptions, parseTransforms } from './convert-flags.ts';
import { assertOutputFolder } from './convert-paths.ts';
import { CONVERT_DEFAULTS, type ConvertFlags, flagsThatDecide, parseSpec } from './convert-spec.ts';
import { tellWarnings, unknownVoxelSize } from './convert-told.ts';
import { convertZarr, isZarr } from './convert-zarr.ts';
import { givenFlags, readRecipe } from './recipe.ts';
import { parseShare } from './share.ts';
import { contextOf, declareVerb, MEMORY_FLAG, parseInteger, type VerbContext, type VerbIo } from './verb.ts';

const EXAMPLES = `
An input is ${INPUT_KINDS}.
A recipe is the same in a file, for one argument: {"input": "labels.npz:segmentation", "output": "out/web", "all": true, "resolution": [10,10,10]}

Examples:
  floodlight convert slices/ out/image --resolution 10,10,10
  floodlight convert result/0/0/seg-0_0_0.npz out/segmentation --type segmentation --resolution 10,10,10
  floodlight convert truth.h5.gz:stack out/truth --type segmentation --relabel truth.h5.gz:transforms --resolution 10,10,10
  floodlight convert scan.npz:volume out/image --resolution 4,4,40 --contrast 1000,30000 --dry-run
  floodlight convert scan.mrc out/image --sharded --pyramid
  floodlight convert scan.mrc out/image.zarr --sharded --pyramid
  floodlight convert slices/ out/image --resolution 8,8,8 --contrast 1%,99% --clahe 2d
  floodlight convert labels.npy out/labels --type segmentation --resolution 8,8,8 --split-components --dust 1000
  floodlight convert old/segmentation new/segmentation --type segmentation --sharded --chunk-size 128,128,128
  floodlight convert labels.npz:segmentation out/web --all --image slices/ --resolution 10,10,10`;

/** `convert IN OUT`: any readable volume -> precomputed, one scale. */
export function addConvert(program: Command, io: VerbIo): void {
  const command = declareVerb(
    program,
    'convert <input> [output]',
    'write any readable volume as a precomputed dataset',
  )
    .option('--type <kind>', 'image or segmentation', CONVERT_DEFAULTS.type)
    .option(
      '--all',
      'labels with everything: coarser scales, meshes, skeletons, properties, and viewer.json, a view of it all',
    )
    .option('--image <input>', 'with --all: the image below the labels')
    .option('--image-encoding <name>', 'with --image: raw, png or jpeg; default raw')
    .option('--encoding <name>', 'raw, compressed_segmentation, png or jpeg; default by type')
    .option('--format <name>', 'precomputed, or zarr: OME-NGFF 0.5; default by the output, OUT.zarr')
    .option('--compression <name>', 'of zarr: zstd or gzip; default zstd')
    .option('--jpeg-quality <n>', 'with --encoding jpeg: 1 to 100; default 90')
    .option('--resolution <x,y,z>', 'voxel size in nanometres; needed where the input does not say it')
    .option('--offset <x,y,z>', 'voxel coordinates of the first voxel')
    .option('--box <x,y,z,sx,sy,sz>', 'only this part: first voxel and size, after --offset')
    .option('--resample <nm|x,y,z>', 'voxels of this size: the mean of an image, the nearest of labels')
    .option('--chunk-size <x,y,z>', 'voxels', CONVERT_DEFAULTS.chunkSize)
    .option('--sharded', 'many chunks in one file: few files, for hosts that charge by the file')
    .option('--pyramid', 'coarser scales too, until one chunk is left, as downsample makes them')
    .option('--gzip-level <n>', 'of shards: 1 fast to 9 small', CONVERT_DEFAULTS.gzipLevel)
    .option('--parallel <n>', 'threads; default one a core, as far as memory goes')
    .option(...MEMORY_FLAG)
    .option('--part <i/n>', 'only this share of the work; several processes at once, the last one finishes');
  addTransformOptions(command)
    .option('--strict', 'warnings, such as a gap in a numbered stack, are errors')
    .option('--noisy-labels', 'labels that look like grey values, neighbours mostly different, are meant')
    .option('--fill-missing', 'chunks that the input does not have become 0; else they are an error')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--force', 'write over a dataset that is there')
    .addHelpText('after', EXAMPLES)
    .action(async (input: string, output: string | undefined, flags: ConvertFlags, command: Command) => {
      if (output !== undefined) return convert([input, output], flags, io);
      if (!input.endsWith('.json')) throw withoutOutput(input);
      const args = [...(await readRecipe(input)), ...givenFlags(command)];
      await program.parseAsync(['convert', ...args], { from: 'user' });
    });
}

const chunkBytes = ({ chunkSize }: PrecomputedSpec, { dataType, numChannels }: Volume) =>
  volumeOf(chunkSize ?? xyz(64, 64, 64)) * numChannels * bytesPerSample(dataType);

async function convert(paths: Paths, flags: ConvertFlags, io: VerbIo): Promise<void> {
  const context = contextOf(io, flags);
  if (isZarr(paths[1], flags)) return convertZarr(paths, flags, context);
  if (flags.all) return convertAll(paths, flags, context, convertOne);
  if (flags.image !== undefined) throw imageWithoutAll();
  const done = await convertOne(paths, flags, context);
  if ('estimate' in done)
    context.reporter.result(`would write ${formatEstimate(done.estimate)}`, {
      dryRun: true,
      ...done.estimate,
    });
  else if (flags.part !== undefined && !existsSync(join(paths[1], 'info')))
    context.reporter.result(`${paths[1]}: share ${flags.part} is done`, {
      output: paths[1],
      part: flags.part,
    });
  else tellResult(paths[1], done.info, context);
}

const COUNTED_AGAIN = 'an unfinished run is there: its labels are counted once more, from the first';

/** What the estimate of a dry run leaves out. */
function tellUncounted({ dust, splitComponents, pyramid }: ConvertFlags, { reporter }: VerbContext): void {
  if (dust !== undefined || splitComponents)
    reporter.message('labels are not counted by --dry-run: bytes are those of all of them');
  if (pyramid) reporter.message('coarser scales are not counted');
}

/** What `convert` does with one input; the caller tells the result. */
async function convertOne(
  [input, output]: Paths,
  flags: ConvertFlags,
  context: VerbContext,
): Promise<Converted> {
  const spec = parseSpec(flags);
  const { memoryBytes = defaultMemoryBytes(), ...work } = parseWork(flags);
  const gzipLevel = parseInteger('--gzip-level', flags.gzipLevel, [1, 9]);
  const transforms = await parseTransforms(flags);
  const part = parseShare(flags);
  await assertOutputFolder(input, output);
  // Labels are uint64, the type that every tool of the field expects, but where the encoding has no such samples.
  const widenTo = spec.type === 'segmentation' && spec.encoding !== 'png' ? 'uint64' : undefined;
  const request = { input, transforms, widenTo, fillMissing: flags.fillMissing } as const;
  const target = { spec, output, gzipLevel, flags: flagsThatDecide(flags), force: flags.force ?? false };
  const { source, opened } = await prepareSource(request, {
    onDescribed: async (described) => {
      const state = await checkDestination(described.source, described.opened, target);
      if (state === 'unfinished') context.reporter.message(COUNTED_AGAIN);
      return state !== 'complete';
    },
    signal: context.signal,
    describeOnly: flags.dryRun,
    labelsOf: spec.type === 'segmentation' && !flags.noisyLabels ? input : undefined,
    onProgress: (done, total) =>
      context.reporter.progress({ label: 'count labels', done, total, unit: 'blocks' }),
  });
  try {
    tellWarnings(opened.warnings, input, { strict: flags.strict, context });
    if (!opened.volume.voxelSizeNm) throw unknownVoxelSize(input);
    if (flags.dryRun) {
      const state = await checkDestination(source, opened, target);
      if (state === 'complete') context.reporter.message(completeText(output));
      tellUncounted(flags, context);
      return { estimate: await estimateConversion(opened.volume, target) };
    }
    // A thread holds a chunk as read, as written and on its way.
    const parallel = work.parallel ?? threadsWithin(memoryBytes, 4 * chunkBytes(spec, opened.volume));
    const info = await convertInput(source, opened, {
      ...target,
      parallel,
      part,
      command: process.argv.slice(2),
      signal: context.signal,
      onProgress: (done, total) =>
        context.reporter.progress({ label: 'convert', done, total, unit: 'chunks' }),
      onMessage: (text) => context.reporter.message(text),
    });
    // A share that is not the last leaves no info.
    if (flags.pyramid && existsSync(join(output, 'info'))) {
      const { added } = await addScales(output, { parallel: work.parallel, memoryBytes, gzipLevel }, context);
      for (const { key, size } of added)
        context.reporter.message(`${output}/${key}: ${size.join(' x ')} voxels`);
    }
    return { info };
  } finally {
    await opened.close();
  }
}

function tellResult(output: string, info: PrecomputedInfo, { reporter }: VerbContext): void {
  const { type, dataType, numChannels, scales } = info;
  const [{ size, voxelOffset, resolutionNm }] = scales;
  const channels = numChannels === 1 ? '' : `${numChannels} channels of `;
  const shape = `${channels}${size.join(' x ')} voxels at ${voxelOffset.join(',')}, ${resolutionNm.join(' x ')} nm`;
  const voxels = volumeOf(size);
  const data = { output, type, dataType, channels: numChannels, size, voxelOffset, resolutionNm, voxels };
  reporter.result(`${output}: ${type}, ${dataType}, ${shape}`, data);
}

const imageWithoutAll = () =>
  new UsageError({
    subject: '--image',
    expected: '--all with it',
    got: 'no --all',
    cure: 'To convert an image alone, give it as the input, with --type image',
  });

const withoutOutput = (input: string) =>
  new UsageError({
    subject: 'convert',
    expected: '<input> and <output>, or a recipe (.json)',
    got: input,
    cure: 'Say where the dataset goes: floodlight convert INPUT OUTPUT',
  });
