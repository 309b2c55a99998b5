import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { type Box, volumeOf } from '../../datasets/geometry/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { openInput } from '../inputs/index.ts';
import { convertVolume } from '../jobs/index.ts';
import { cropVolume, type Placement, placeVolume } from '../transforms/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseBox, parseTriple, type VerbIo } from './verb.ts';

interface ConvertFlags extends CommonFlags {
  readonly type: string;
  readonly encoding?: string;
  readonly resolution?: string;
  readonly offset?: string;
  readonly box?: string;
  readonly chunkSize: string;
  readonly force?: boolean;
}

const CONVERT_DEFAULTS = { type: 'image', chunkSize: '64,64,64' } as const;

const EXAMPLES = `
Examples:
  floodlight convert slices/ out/image --resolution 10,10,10
  floodlight convert result/0/0/seg-0_0_0.npz out/segmentation --type segmentation --resolution 10,10,10`;

/** `convert IN OUT`: any readable volume -> precomputed, one scale. */
export function addConvert(program: Command, io: VerbIo): void {
  declareVerb(program, 'convert <input> <output>', 'write any readable volume as a precomputed dataset')
    .option('--type <kind>', 'image or segmentation', CONVERT_DEFAULTS.type)
    .option('--encoding <name>', 'raw or compressed_segmentation; default by type')
    .option('--resolution <x,y,z>', 'voxel size in nanometres; needed where the input does not say it')
    .option('--offset <x,y,z>', 'voxel coordinates of the first voxel')
    .option('--box <x,y,z,sx,sy,sz>', 'only this part: first voxel and size, after --offset')
    .option('--chunk-size <x,y,z>', 'voxels', CONVERT_DEFAULTS.chunkSize)
    .option('--force', 'write over a dataset that is there')
    .addHelpText('after', EXAMPLES)
    .action((input: string, output: string, flags: ConvertFlags) => convert([input, output], flags, io));
}

async function convert(
  [input, output]: readonly [string, string],
  flags: ConvertFlags,
  io: VerbIo,
): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const type = oneOf('--type', flags.type, ['image', 'segmentation']);
  const encoding = flags.encoding && oneOf('--encoding', flags.encoding, ['raw', 'compressed_segmentation']);
  const chunkSize = parseTriple('--chunk-size', flags.chunkSize, (n) => Number.isInteger(n) && n > 0);
  const geometry = parseGeometry(flags);
  const { volume, warnings } = await openInput(input);
  for (const warning of warnings) reporter.message(`warning: ${warning}`);
  const source = placed(volume, geometry);
  if (!source.voxelSizeNm) throw unknownVoxelSize(input);
  const info = await convertVolume(source, createFileStore(output), {
    type,
    encoding: encoding || undefined,
    chunkSize,
    overwrite: flags.force,
    signal,
    onProgress: (done, total) => reporter.progress({ label: 'convert', done, total, unit: 'chunks' }),
  });
  const [scale] = info.scales;
  const { size, voxelOffset, resolutionNm } = scale!;
  reporter.result(
    `${output}: ${type}, ${info.dataType}, ${size.join(' x ')} voxels at ${voxelOffset.join(',')}, ${resolutionNm.join(' x ')} nm`,
    { output, type, dataType: info.dataType, size, voxelOffset, resolutionNm, voxels: volumeOf(size) },
  );
}

const unknownVoxelSize = (input: string) =>
  new UsageError({
    subject: input,
    expected: 'a voxel size',
    got: 'an input that does not say it',
    cure: 'Give it in nanometres: --resolution x,y,z',
  });

/** Flags are read before the input is opened: a typing error should not cost a minute. */
function parseGeometry({ resolution, offset, box }: ConvertFlags): Geometry {
  return {
    origin: offset === undefined ? undefined : parseTriple('--offset', offset, Number.isInteger),
    voxelSizeNm: resolution === undefined ? undefined : parseTriple('--resolution', resolution, (n) => n > 0),
    box: box === undefined ? undefined : parseBox('--box', box),
  };
}

interface Geometry extends Placement {
  readonly box: Box | undefined;
}

function placed(volume: Volume, { box, ...placement }: Geometry): Volume {
  const whole = placeVolume(volume, placement);
  return box === undefined ? whole : cropVolume(whole, box);
}

function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((name) => name === text);
  if (choice !== undefined) return choice;
  throw new UsageError({ subject: flag, expected: choices.join(' or '), got: JSON.stringify(text) });
}
