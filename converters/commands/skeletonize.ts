import type { Command } from 'commander';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { skeletonizeDataset } from '../jobs/index.ts';
import { SKELETON_DEFAULTS } from '../skeletons/index.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  parseInteger,
  parseLabels,
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
  readonly swc?: string;
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
    .option('--block <voxels>', 'edge of the blocks; memory is 24 bytes a voxel; default 256')
    .option('--swc <dir>', 'write <id>.swc there, too, in nanometres')
    .addHelpText('after', '\nExample: floodlight skeletonize out/segmentation --tick 500 --swc out/swc')
    .action(async (folder: string, flags: SkeletonizeFlags) => {
      const { reporter, signal } = contextOf(io, flags);
      const { labels, skipped, vertices, lengthNm } = await skeletonizeDataset(createFileStore(folder), {
        ...parseFlags(flags),
        signal,
        onProgress: (done, total) => reporter.progress({ label: 'skeletonize', done, total, unit: 'blocks' }),
      });
      const length = `${(lengthNm / 1000).toFixed(1)} micrometres`;
      const rest = skipped.length > 0 ? `; ${skipped.length} labels are smaller than --dust` : '';
      reporter.result(
        `${labels.length} skeletons, ${vertices} vertices, ${length} in ${folder}/skeletons${rest}`,
        { labels: labels.map(String), skipped: skipped.map(String), vertices, lengthNm },
      );
    });
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
    swc: flags.swc === undefined ? undefined : createFileStore(flags.swc),
  };
}
