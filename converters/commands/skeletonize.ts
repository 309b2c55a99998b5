import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import type { Reporter } from '../console/index.ts';
import {
  DEFAULT_MAX_BOX,
  formatBytes,
  planSkeletonize,
  type SkeletonizePlan,
  type SkeletonizeSummary,
  skeletonizeDataset,
} from '../jobs/index.ts';
import { SKELETON_DEFAULTS } from '../skeletons/index.ts';
import { parsePart } from '../tasks/index.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  MEMORY_FLAG,
  parseInteger,
  parseLabels,
  parseMemory,
  parseNumber,
  type VerbIo,
} from './verb.ts';

interface SkeletonizeFlags extends CommonFlags {
  readonly labels?: string;
  readonly scale?: string;
  readonly const?: string;
  readonly soma?: string;
  readonly dust?: string;
  readonly tick?: string;
  readonly block?: string;
  readonly maxBox?: string;
  readonly swc?: string;
  readonly sharded?: boolean;
  readonly unsharded?: boolean;
  readonly parallel?: string;
  readonly memory?: string;
  readonly part?: string;
  readonly fillMissing?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

const MAX_NM = 1e9;

/** `skeletonize DS`: one skeleton for each label, written into the dataset. */
export function addSkeletonize(program: Command, io: VerbIo): void {
  const { scale, constantNm, somaNm, minVoxels } = SKELETON_DEFAULTS;
  declareVerb(
    program,
    'skeletonize <dataset>',
    'write a skeleton for each label of a precomputed segmentation',
  )
    .option('--labels <ids>', 'only these labels: 1,2,3')
    .option('--scale <factor>', `a path covers what is within factor * its depth + --const; default ${scale}`)
    .option('--const <nm>', `nanometres; smaller finds thinner branches; default ${constantNm}`)
    .option('--soma <nm>', `labels deeper than this have a soma, where paths begin; default ${somaNm}`)
    .option('--dust <voxels>', `no skeletons for smaller pieces; default ${minVoxels}`)
    .option('--tick <nm>', 'take away branches that end before this length; default none')
    .option(
      '--block <voxels>',
      'edge of the blocks that labels are read in: a thread holds up to 40 bytes a voxel; the skeletons are the same; default 256',
    )
    .option(
      '--max-box <voxels>',
      `a piece of a label whose box has more voxels is cut along a grid, traced and joined; a thread holds up to 15 bytes a voxel of a box; default ${DEFAULT_MAX_BOX}`,
    )
    .option('--swc <dir>', 'write <id>.swc there, too, in nanometres')
    .option('--sharded', 'many skeletons in one file; default above 1000 skeletons')
    .option('--unsharded', 'one file a skeleton')
    .option('--parallel <n>', 'threads; default one a core, as far as memory goes')
    .option(...MEMORY_FLAG)
    .option(
      '--part <i/n>',
      'only this share of the work: run all parts, then all again, until they say that it is complete',
    )
    .option('--fill-missing', 'take chunks that are missing for background')
    .option('--dry-run', 'say what would be done, and write nothing')
    .option('--force', 'replace other skeletons that are there')
    .addHelpText('after', '\nExample: floodlight skeletonize out/segmentation --tick 500 --swc out/swc')
    .action(async (folder: string, flags: SkeletonizeFlags) => {
      const { reporter, signal } = contextOf(io, flags);
      if (flags.dryRun) {
        const plan = await planSkeletonize(folder, { ...parseFlags(flags), signal });
        return reporter.result(describe(folder, plan, flags), { dryRun: true, ...plan });
      }
      const written = await skeletonizeDataset(folder, {
        ...parseFlags(flags),
        command: process.argv.slice(2),
        signal,
        onProgress: (unit, done, total) => reporter.progress({ label: 'skeletonize', done, total, unit }),
        onMessage: (text) => reporter.message(text),
      });
      report(folder, written, flags, reporter);
    });
}

function report(
  folder: string,
  written: SkeletonizeSummary,
  flags: SkeletonizeFlags,
  reporter: Reporter,
): void {
  const { labels, skipped, vertices, lengthNm, shards, cut, waitingFor } = written;
  if (waitingFor) {
    const text = `part ${flags.part} is done as far as it goes; it waits for other parts: ${waitingFor}. Run all parts again then`;
    return reporter.result(text, { waitingFor });
  }
  const length = `${(lengthNm / 1000).toFixed(1)} micrometres`;
  const form = shards > 0 ? `, ${shards} ${shards === 1 ? 'shard' : 'shards'}` : '';
  const rest = skipped.length > 0 ? `; ${skipped.length} labels are smaller than --dust` : '';
  if (cut > 0) reporter.message(describeCut(cut));
  reporter.result(
    `${labels.length} skeletons, ${vertices} vertices, ${length} in ${folder}/skeletons${form}${rest}`,
    { ...written, labels: labels.map(String), skipped: skipped.map(String) },
  );
}

const describeCut = (cut: number) =>
  `${cut} ${cut === 1 ? 'piece of a label is' : 'pieces of labels are'} larger than --max-box: traced by cells of a fixed grid, and joined`;

function describe(folder: string, plan: SkeletonizePlan, { labels }: SkeletonizeFlags): string {
  const { state, blocks, doneBlocks, threads, peakBytes, missingChunks } = plan;
  if (state === 'complete') return `${folder}/skeletons is complete: the same command wrote it`;
  const done = state === 'unfinished' ? `, ${doneBlocks} of them done by an unfinished run` : '';
  const work = `${blocks} ${blocks === 1 ? 'block' : 'blocks'}${done}`;
  const memory = `${threads} ${threads === 1 ? 'thread' : 'threads'}, at most about ${formatBytes(peakBytes)} of memory for blocks`;
  const missing = missingChunks > 0 ? `; ${missingChunks} missing chunks count as background` : '';
  const what = labels === undefined ? 'all labels (how many, the blocks will tell)' : `labels ${labels}`;
  return `${folder}/skeletons: would write skeletons of ${what}: ${work}, ${memory}${missing}`;
}

function parseFlags(flags: SkeletonizeFlags) {
  const number = (name: string, text: string | undefined, max: number) =>
    text === undefined ? undefined : parseNumber(name, text, [0, max]);
  return {
    labels: flags.labels === undefined ? undefined : parseLabels('--labels', flags.labels),
    scale: number('--scale', flags.scale, 1000),
    constantNm: number('--const', flags.const, MAX_NM),
    somaNm: number('--soma', flags.soma, MAX_NM),
    minVoxels: number('--dust', flags.dust, MAX_NM),
    tickNm: number('--tick', flags.tick, MAX_NM),
    blockVoxels: flags.block === undefined ? undefined : parseInteger('--block', flags.block, [16, 1024]),
    maxBoxVoxels:
      flags.maxBox === undefined ? undefined : parseInteger('--max-box', flags.maxBox, [2 ** 14, 2 ** 30]),
    swc: flags.swc,
    sharded: parseSharded(flags),
    parallel: flags.parallel === undefined ? undefined : parseInteger('--parallel', flags.parallel, [1, 256]),
    memoryBytes: parseMemory(flags.memory),
    part: parseShare(flags),
    fillMissing: flags.fillMissing,
    force: flags.force,
  };
}

function parseShare({ part, force }: SkeletonizeFlags) {
  if (part !== undefined && force) {
    const cure = 'Remove the folders skeletons and .floodlight-skeletons, then run the parts';
    throw new UsageError({
      subject: '--force',
      expected: 'no --part beside it',
      got: `--part ${part}`,
      cure,
    });
  }
  return part === undefined ? undefined : parsePart('--part', part);
}

function parseSharded({ sharded, unsharded }: SkeletonizeFlags): boolean | undefined {
  if (sharded && unsharded)
    throw new UsageError({ subject: '--sharded', expected: 'one of both', got: '--unsharded beside it' });
  return sharded ? true : unsharded ? false : undefined;
}
