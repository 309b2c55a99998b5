import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { volumeOf } from '../../datasets/geometry/index.ts';
import { WRITTEN_ENCODINGS } from '../../datasets/precomputed/index.ts';
import { DOWNSAMPLE_METHODS } from '../../datasets/voxels/index.ts';
import { type DownsampleSummary, downsampleDataset, formatBytes } from '../jobs/index.ts';
import { parseShare } from './share.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  MEMORY_FLAG,
  oneOf,
  parseInteger,
  parseMemory,
  parseTriple,
  type VerbIo,
} from './verb.ts';

interface DownsampleFlags extends CommonFlags {
  readonly method?: string;
  readonly factor?: string;
  readonly scales?: string;
  readonly mip?: string;
  readonly sparse?: boolean;
  readonly encoding?: string;
  readonly jpegQuality?: string;
  readonly chunkSize?: string;
  readonly sharded?: boolean;
  readonly unsharded?: boolean;
  readonly gzipLevel: string;
  readonly fillMissing?: boolean;
  readonly parallel?: string;
  readonly memory?: string;
  readonly part?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

const EXAMPLES = `
Each scale is made of the one before it; of jpeg, where one read makes both, before it is compressed. Means are rounded
to the nearest, halves to the even neighbour; of labels that are equally frequent in a cell, the first in scan order
(x fastest) wins. Cells are aligned to coordinate 0: where a factor does not divide offset or size, the cells at the
faces are made of the voxels that they have.
The same command goes on where an interrupted run stopped; the info names the new scales when all are complete.

Examples:
  floodlight downsample out/image
  floodlight downsample out/segmentation --sparse --scales 3
  floodlight downsample out/image --factor 2,2,1 --method max --dry-run`;

/** `downsample DS`: adds coarser scales to a precomputed dataset on disk. */
export function addDownsample(program: Command, io: VerbIo): void {
  declareVerb(program, 'downsample <dataset>', 'add coarser scales to a precomputed dataset')
    .option(
      '--method <name>',
      `${DOWNSAMPLE_METHODS.join(', ')}; default average for images, mode for labels`,
    )
    .option('--factor <x,y,z>', 'voxels that become one, at every step; default 2, or 1 along long voxels')
    .option('--scales <n>', 'coarser scales than the finest, in the end; default until one chunk is left')
    .option('--mip <n>', 'the scale that they are made of; default the coarsest; with --force the finest, 0')
    .option('--sparse', 'labels: background loses ties, so that thin processes stay')
    .option('--encoding <name>', `${WRITTEN_ENCODINGS.join(', ')}; default as the finest scale`)
    .option('--jpeg-quality <n>', '1 to 100; default as the finest scale')
    .option('--chunk-size <x,y,z>', 'voxels; default as the finest scale')
    .option('--sharded', 'many chunks in one file; default as the finest scale')
    .option('--unsharded', 'a file for each chunk')
    .option('--gzip-level <n>', 'of shards: 1 fast to 9 small', '6')
    .option('--fill-missing', 'chunks that are not there are zeros; default: fail, and say how many')
    .option('--parallel <n>', 'threads; default one a core, as far as memory goes')
    .option(...MEMORY_FLAG)
    .option('--part <i/n>', 'only this share of the work; several processes at once, the last one finishes')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--force', 'remove the scales after --mip and make them again')
    .addHelpText('after', EXAMPLES)
    .action((folder: string, flags: DownsampleFlags) => downsample(folder, flags, io));
}

const isFactor = (n: number) => Number.isInteger(n) && n >= 1 && n <= 64;
const isSize = (n: number) => Number.isInteger(n) && n > 0;

async function downsample(folder: string, flags: DownsampleFlags, io: VerbIo): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const summary = await downsampleDataset(folder, {
    ...parseFlags(flags),
    signal,
    onProgress: (done, total) => reporter.progress({ label: 'downsample', done, total, unit: 'chunks' }),
    onMessage: (text) => reporter.message(text),
  });
  reporter.result(describe(folder, summary), { dataset: folder, ...summary });
}

function parseFlags(flags: DownsampleFlags) {
  const integer = (name: string, text: string | undefined, range: readonly [number, number]) =>
    text === undefined ? undefined : parseInteger(name, text, range);
  const { factor, chunkSize, method, encoding, sharded, unsharded } = flags;
  if (sharded && unsharded) throw bothShardings();
  const factors =
    factor === undefined
      ? undefined
      : parseTriple('--factor', factor, isFactor, 'three whole numbers x,y,z from 1 to 64');
  if (factors && volumeOf(factors) === 1) throw noFactor(factor ?? '');
  return {
    factors,
    chunkSize:
      chunkSize === undefined
        ? undefined
        : parseTriple('--chunk-size', chunkSize, isSize, 'three whole numbers x,y,z from 1 on'),
    method: method === undefined ? undefined : oneOf('--method', method, DOWNSAMPLE_METHODS),
    encoding: encoding === undefined ? undefined : oneOf('--encoding', encoding, WRITTEN_ENCODINGS),
    jpegQuality: integer('--jpeg-quality', flags.jpegQuality, [1, 100]),
    scales: integer('--scales', flags.scales, [1, 30]),
    mip: integer('--mip', flags.mip, [0, 30]),
    sharded: sharded ? true : unsharded ? false : undefined,
    gzipLevel: parseInteger('--gzip-level', flags.gzipLevel, [1, 9]),
    parallel: integer('--parallel', flags.parallel, [1, 256]),
    memoryBytes: parseMemory(flags.memory),
    part: parseShare(flags),
    sparse: flags.sparse ?? false,
    fillMissing: flags.fillMissing ?? false,
    dryRun: flags.dryRun ?? false,
    force: flags.force ?? false,
  };
}

function describe(folder: string, { state, method, added, scales, ...rest }: DownsampleSummary): string {
  if (state === 'share') return `${folder}: this share is done; the last one to be finishes`;
  if (state === 'complete') return `${folder}: complete, ${scales} scales`;
  const objects = `${rest.objects} ${rest.objects === 1 ? 'object' : 'objects'}`;
  const what = state === 'planned' ? 'would add' : 'added';
  const lines = added.map(
    ({ size, resolutionNm }) => `  ${size.join(' x ')} voxels, ${resolutionNm.join(' x ')} nm`,
  );
  const bytes = `${formatBytes(rest.rawBytes)} of voxels`;
  return [`${folder}: ${what} ${added.length} scales by ${method}, ${objects}, ${bytes}`, ...lines].join(
    '\n',
  );
}

const bothShardings = () =>
  new UsageError({ subject: '--sharded', expected: 'one of --sharded and --unsharded', got: 'both' });

const noFactor = (text: string) =>
  new UsageError({ subject: '--factor', expected: 'one factor above 1 at least', got: JSON.stringify(text) });
