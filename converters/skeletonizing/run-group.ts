import { join } from 'node:path';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { encodeSkeleton, RADIUS } from '../../datasets/precomputed/index.ts';
import {
  encodeShard,
  type ShardEntry,
  type ShardingSpec,
} from '../../datasets/precomputed/sharding/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import { encodeSwc } from '../../datasets/swc/index.ts';
import {
  joinPieces,
  lengthNmOf,
  removeCovered,
  removeTicks,
  rootedForest,
  type Skeleton,
} from '../skeletons/index.ts';
import { compress } from '../writing/index.ts';
import { type PiecesEntry, readEntries, readPieces } from './pieces-file.ts';
import { asBytes, OUTPUT_FOLDER, piecesKey, recordKey, type SkeletonPlan } from './plan.ts';

/** Labels whose skeletons one task writes. */
export interface LabelGroup {
  /** Place in the plan, from 0. */
  readonly index: number;
  /** Ascending. */
  readonly labels: readonly bigint[];
  /** The shard that all of them go to; absent where each is a file. */
  readonly shard?: { readonly name: string; readonly spec: ShardingSpec };
}

/** That a group is written, and what. */
export interface GroupRecord {
  readonly skeletons: number;
  readonly vertices: number;
  /** Of all its skeletons, nanometres. */
  readonly lengthNm: number;
}

export interface GroupContext {
  readonly plan: SkeletonPlan;
  readonly store: FileStore;
  readonly blocks: number;
  readonly voxelSizeNm: Xyz;
  /** Asked between labels. */
  throwIfStopped(): void;
}

/** Of shards; speed and size between gzip's extremes. */
const GZIP_LEVEL = 6;

/** Joins the pieces of each label and writes its skeleton, then the record. Memory: one label, or the skeletons of a shard. */
export async function runGroup(context: GroupContext, group: LabelGroup): Promise<void> {
  const { plan, store, voxelSizeNm } = context;
  const swc = plan.swc === undefined ? undefined : createFileStore(plan.swc);
  const entries: ShardEntry[] = [];
  let [vertices, lengthNm] = [0, 0];
  for (const [label, pieces] of piecesOf(context, group.labels)) {
    context.throwIfStopped();
    const skeleton = skeletonOf(pieces, plan, voxelSizeNm);
    const bytes = encode(skeleton);
    if (group.shard) entries.push({ key: label, bytes });
    else await store.put(`${OUTPUT_FOLDER}/${label}`, bytes);
    const forest = swc && { title: `label ${label}`, ...rootedForest(skeleton, voxelSizeNm) };
    if (forest) await swc.put(`${label}.swc`, asBytes(encodeSwc(forest)));
    vertices += skeleton.radiiNm.length;
    lengthNm += lengthNmOf(skeleton, voxelSizeNm);
  }
  if (group.shard) {
    const key = `${OUTPUT_FOLDER}/${group.shard.name}`;
    const options = { compress: (bytes: Uint8Array) => compress(bytes, GZIP_LEVEL), subject: key };
    await store.put(key, await encodeShard(group.shard.spec, entries, options));
  }
  const record: GroupRecord = { skeletons: group.labels.length, vertices, lengthNm };
  await store.put(recordKey(group.index), asBytes(JSON.stringify(record)));
}

function skeletonOf(
  pieces: readonly Skeleton[],
  { options, tickNm }: SkeletonPlan,
  voxelSizeNm: Xyz,
): Skeleton {
  const joined = joinPieces(pieces);
  const bare = pieces.length > 1 ? removeCovered(joined, voxelSizeNm, options) : joined;
  return removeTicks(bare, voxelSizeNm, tickNm);
}

function encode({ positions, edges, radiiNm }: Skeleton): Uint8Array {
  return encodeSkeleton({ positions, edges, attributes: [radiiNm] }, [RADIUS]);
}

/** The pieces of one label after another, each label's in the order of the blocks. */
function* piecesOf(
  { plan, blocks }: GroupContext,
  labels: readonly bigint[],
): Generator<readonly [bigint, Skeleton[]]> {
  const found = new Map(labels.map((label) => [label, [] as PiecesEntry[]]));
  for (let block = 0; block < blocks; block++) {
    for (const entry of readEntries(join(plan.folder, piecesKey(block))))
      if (entry.sizeBytes > 0) found.get(entry.label)?.push(entry);
  }
  for (const [label, entries] of found) yield [label, entries.flatMap(readPieces)];
}
