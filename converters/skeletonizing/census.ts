import { join } from 'node:path';
import type { ShardingSpec } from '../../datasets/precomputed/sharding/index.ts';
import { chooseObjectSharding, locateKey, shardName } from '../../datasets/precomputed/sharding/index.ts';
import { readEntries } from './pieces-file.ts';
import { piecesKey, type SkeletonPlan } from './plan.ts';
import type { LabelGroup } from './run-group.ts';

/** What all blocks have. */
export interface Census {
  /** Labels that get a skeleton, ascending. */
  readonly labels: readonly bigint[];
  /** Labels that are too small for one, ascending. */
  readonly skipped: readonly bigint[];
  /** Absent where each skeleton is a file. */
  readonly sharding: ShardingSpec | undefined;
  readonly groups: readonly LabelGroup[];
}

/** Above this many skeletons, shards are the default: millions of small files are slow to write, copy and remove. */
const MAX_FILES = 1000;

/** Skeletons of one task, where each is a file. */
const LABELS_PER_GROUP = 256;

/** Reads the heads of all blocks' files, which must be there. Memory: the labels. @throws CorruptDataError */
export function takeCensus(plan: SkeletonPlan, blocks: number, sharded: boolean | undefined): Census {
  const voxels = new Map<bigint, number>();
  const bytes = new Map<bigint, number>();
  for (let block = 0; block < blocks; block++) {
    for (const entry of readEntries(join(plan.folder, piecesKey(block)))) {
      voxels.set(entry.label, (voxels.get(entry.label) ?? 0) + entry.voxels);
      bytes.set(entry.label, (bytes.get(entry.label) ?? 0) + entry.sizeBytes);
    }
  }
  const isLarge = (label: bigint) =>
    (bytes.get(label) ?? 0) > 0 && (voxels.get(label) ?? 0) >= plan.options.minVoxels;
  const met = [...voxels.keys()].sort((a, b) => (a < b ? -1 : 1));
  const labels = met.filter(isLarge);
  const size = labels.reduce((sum, label) => sum + (bytes.get(label) ?? 0), 0);
  const isSharded = labels.length > 0 && (sharded ?? labels.length > MAX_FILES);
  const sharding = isSharded ? chooseObjectSharding(labels.length, size) : undefined;
  return {
    labels,
    skipped: met.filter((label) => !isLarge(label)),
    sharding,
    groups: groupsOf(labels, sharding),
  };
}

function groupsOf(labels: readonly bigint[], spec: ShardingSpec | undefined): LabelGroup[] {
  if (!spec) {
    const count = Math.ceil(labels.length / LABELS_PER_GROUP);
    return Array.from({ length: count }, (_, index) => {
      const first = index * LABELS_PER_GROUP;
      return { index, labels: labels.slice(first, first + LABELS_PER_GROUP) };
    });
  }
  const byShard = new Map<string, bigint[]>();
  for (const label of labels) {
    const name = shardName(spec, locateKey(spec, label).shard);
    const known = byShard.get(name);
    if (known) known.push(label);
    else byShard.set(name, [label]);
  }
  const names = [...byShard.keys()].sort();
  return names.map((name, index) => ({ index, labels: byShard.get(name) ?? [], shard: { name, spec } }));
}
