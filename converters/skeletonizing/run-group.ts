import { join } from 'node:path';
import type { Box, Xyz } from '../../datasets/geometry/index.ts';
import { encodeSkeleton, RADIUS } from '../../datasets/precomputed/skeletons/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import { encodeSwc } from '../../datasets/swc/index.ts';
import {
  lengthNmOf,
  mergeRuns,
  removeTicks,
  rootedForest,
  type Skeleton,
  skeletonizeLabel,
  type Tools,
} from '../skeletons/index.ts';
import type { LabelGroup } from './census.ts';
import { encodeLabelFile, type LabelPart } from './label-file.ts';
import {
  asBytes,
  blocksOf,
  OUTPUT_FOLDER,
  recordKey,
  runsKey,
  type SkeletonPlan,
  skeletonsKey,
} from './plan.ts';
import { type BlockEntry, boxOfBoth, readBlockEntries, readRuns } from './runs-file.ts';

/** That a group is done, and what it came to. */
export interface GroupRecord {
  readonly skeletons: number;
  readonly vertices: number;
  /** Of all its skeletons, nanometres. */
  readonly lengthNm: number;
  /** Components that were cut by the fixed grid. */
  readonly cut: number;
}

export interface GroupContext {
  readonly plan: SkeletonPlan;
  readonly store: FileStore;
  readonly bounds: Box;
  readonly voxelSizeNm: Xyz;
  readonly tools: Tools;
  /** Asked between components. */
  throwIfStopped(): void;
}

/**
 * Makes the skeleton of each label from the runs of all blocks: files of their own, or one file that waits for its shard; then the
 * record. Memory: one label, or the skeletons of the group.
 */
export async function runGroup(context: GroupContext, group: LabelGroup): Promise<void> {
  const { plan, store, voxelSizeNm } = context;
  const swc = plan.swc === undefined ? undefined : createFileStore(plan.swc);
  const waiting: LabelPart[] = [];
  let [vertices, lengthNm, cut] = [0, 0, 0];
  for (const [label, entries] of entriesOf(context, group)) {
    context.throwIfStopped();
    const made = skeletonOf(context, entries);
    const skeleton = removeTicks(made.skeleton, voxelSizeNm, plan.tickNm);
    const bytes = encode(skeleton);
    if (group.shard === undefined) await store.put(`${OUTPUT_FOLDER}/${label}`, bytes);
    else waiting.push({ label, numbers: [], bytes });
    const forest = swc && { title: `label ${label}`, ...rootedForest(skeleton, voxelSizeNm) };
    if (forest) await swc.put(`${label}.swc`, asBytes(encodeSwc(forest)));
    vertices += skeleton.radiiNm.length;
    lengthNm += lengthNmOf(skeleton, voxelSizeNm);
    cut += made.cut;
  }
  if (group.shard !== undefined) await store.putStream(skeletonsKey(group.index), encodeLabelFile(waiting));
  const record: GroupRecord = { skeletons: group.labels.length, vertices, lengthNm, cut };
  await store.put(recordKey(group.index), asBytes(JSON.stringify(record)));
}

/** What a block has of a label. */
interface Part {
  readonly begin: Xyz;
  readonly entry: BlockEntry;
}

/** The labels of a group with what each block has of them. */
function entriesOf({ plan, bounds }: GroupContext, { labels, blocks }: LabelGroup): Map<bigint, Part[]> {
  const found = new Map(labels.map((label) => [label, [] as Part[]]));
  const boxes = blocksOf(bounds, plan.blockVoxels);
  for (const block of blocks) {
    for (const entry of readBlockEntries(join(plan.folder, runsKey(block))))
      found.get(entry.entry.label)?.push({ begin: boxes[block].begin, entry });
  }
  return found;
}

function skeletonOf(
  { plan, bounds, voxelSizeNm, tools, throwIfStopped }: GroupContext,
  parts: readonly Part[],
) {
  const box = parts
    .map(({ entry }) => entry)
    .reduce<Pick<BlockEntry, 'low' | 'high'>>(boxOfBoth, parts[0].entry);
  const runs = parts.map(({ begin, entry }) => ({ begin, runs: readRuns(entry) }));
  const label = mergeRuns(runs, box, voxelSizeNm);
  const { maxBoxVoxels } = plan;
  return skeletonizeLabel({ label, bounds, maxBoxVoxels, tools, onComponent: throwIfStopped }, plan.options);
}

const encode = ({ positions, edges, radiiNm }: Skeleton): Uint8Array =>
  encodeSkeleton({ positions, edges, attributes: [radiiNm] }, [RADIUS]);
