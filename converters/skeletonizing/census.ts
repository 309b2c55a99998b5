import { join } from 'node:path';
import { volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { ShardingSpec } from '../../datasets/precomputed/sharding/index.ts';
import { chooseObjectSharding, locateKey, shardName } from '../../datasets/precomputed/sharding/index.ts';
import { runsKey, type SkeletonPlan } from './plan.ts';
import { boxOfBoth, readBlockEntries } from './runs-file.ts';

/** Labels whose skeletons one task makes. */
export interface LabelGroup {
  /** Place in the plan, from 0. */
  readonly index: number;
  /** Ascending. */
  readonly labels: readonly bigint[];
  /** Blocks that have any of them, ascending. */
  readonly blocks: readonly number[];
  /** Name of the shard they go to; absent where each is a file. */
  readonly shard?: string;
  /** Voxels of the largest box around one of its labels. */
  readonly boxVoxels: number;
}

/** A shard, when the skeletons of all its groups are there. */
export interface ShardTask {
  readonly name: string;
  readonly spec: ShardingSpec;
  readonly groups: readonly number[];
}

/** What all blocks have. The same for any blocks: it depends on the labels alone, but for `blocks` of groups. */
export interface Census {
  /** Labels that get a skeleton, ascending. */
  readonly labels: readonly bigint[];
  /** Labels that are too small for one, ascending. */
  readonly skipped: readonly bigint[];
  /** Absent where each skeleton is a file. */
  readonly sharding: ShardingSpec | undefined;
  readonly groups: readonly LabelGroup[];
  readonly shards: readonly ShardTask[];
}

/** Above this many skeletons, shards are the default: millions of small files are slow to write, copy and remove. */
const MAX_FILES = 1000;

/** A task takes some seconds. */
const VOXELS_PER_GROUP = 2 ** 22;
const LABELS_PER_GROUP = 256;

/** Bytes of skeletons, as a guess before there are any: what FIB-25's need for each voxel, and a head for each label. */
const BYTES_PER_VOXEL = 0.05;
const BYTES_PER_LABEL = 100;

interface Counted {
  readonly label: bigint;
  voxels: number;
  low: Xyz;
  high: Xyz;
  readonly blocks: number[];
}

/** Reads the heads of all blocks' files, which must be there. Memory: the labels. @throws CorruptDataError */
export function takeCensus(plan: SkeletonPlan, blocks: number, sharded: boolean | undefined): Census {
  const all = countLabels(plan, blocks);
  const isLarge = ({ voxels }: Counted) => voxels >= plan.options.minVoxels;
  const large = all.filter(isLarge);
  const bytes = large.reduce((sum, { voxels }) => sum + BYTES_PER_LABEL + BYTES_PER_VOXEL * voxels, 0);
  const isSharded = large.length > 0 && (sharded ?? large.length > MAX_FILES);
  const sharding = isSharded ? chooseObjectSharding(large.length, Math.round(bytes)) : undefined;
  const groups = groupsOf(large, sharding);
  return {
    labels: large.map(({ label }) => label),
    skipped: all.filter((counted) => !isLarge(counted)).map(({ label }) => label),
    sharding,
    groups,
    shards: sharding ? shardsOf(groups, sharding) : [],
  };
}

function countLabels(plan: SkeletonPlan, blocks: number): Counted[] {
  const found = new Map<bigint, Counted>();
  for (let block = 0; block < blocks; block++) {
    for (const { entry, voxels, low, high } of readBlockEntries(join(plan.folder, runsKey(block)))) {
      const { label } = entry;
      const known = found.get(label);
      if (!known) found.set(label, { label, voxels, low, high, blocks: [block] });
      else {
        known.voxels += voxels;
        Object.assign(known, boxOfBoth(known, { low, high }));
        known.blocks.push(block);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}

function groupsOf(labels: readonly Counted[], spec: ShardingSpec | undefined): LabelGroup[] {
  const byShard = new Map<string | undefined, Counted[]>();
  for (const counted of labels) {
    const shard = spec && shardName(spec, locateKey(spec, counted.label).shard);
    const known = byShard.get(shard);
    if (known) known.push(counted);
    else byShard.set(shard, [counted]);
  }
  const groups: LabelGroup[] = [];
  for (const [shard, list] of [...byShard].sort(([a = ''], [b = '']) => (a < b ? -1 : 1))) {
    let own: Counted[] = [];
    let voxels = 0;
    const close = () => {
      if (own.length > 0) groups.push(groupOf(groups.length, own, shard));
      [own, voxels] = [[], 0];
    };
    for (const counted of list) {
      if (voxels + counted.voxels > VOXELS_PER_GROUP || own.length >= LABELS_PER_GROUP) close();
      own.push(counted);
      voxels += counted.voxels;
    }
    close();
  }
  return groups;
}

const groupOf = (index: number, own: readonly Counted[], shard: string | undefined): LabelGroup => ({
  index,
  labels: own.map(({ label }) => label),
  blocks: [...new Set(own.flatMap(({ blocks }) => blocks))].sort((a, b) => a - b),
  shard,
  boxVoxels: own.reduce((most, { low, high }) => Math.max(most, volumeOf(difference(high, low))), 0),
});

const difference = (a: Xyz, b: Xyz): Xyz => xyz(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

function shardsOf(groups: readonly LabelGroup[], spec: ShardingSpec): ShardTask[] {
  const byName = new Map<string, number[]>();
  for (const { index, shard = '' } of groups) byName.set(shard, [...(byName.get(shard) ?? []), index]);
  return [...byName].map(([name, own]) => ({ name, spec, groups: own }));
}
