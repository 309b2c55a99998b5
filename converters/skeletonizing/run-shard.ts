import { join } from 'node:path';
import { encodeShard, type ShardEntry } from '../../datasets/precomputed/sharding/index.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';
import { compress } from '../writing/index.ts';
import type { ShardTask } from './census.ts';
import { readEntries, readPart } from './label-file.ts';
import { OUTPUT_FOLDER, type SkeletonPlan, shardKey, skeletonsKey } from './plan.ts';

/** Speed and size between gzip's extremes. */
const GZIP_LEVEL = 6;

/** Puts a shard together. Memory: twice the shard. @throws CorruptDataError */
export async function runShard(
  { plan, store }: { readonly plan: SkeletonPlan; readonly store: FileStore },
  { name, spec, groups }: ShardTask,
): Promise<void> {
  const entries: ShardEntry[] = [];
  for (const group of groups) {
    for (const entry of readEntries(join(plan.folder, skeletonsKey(group))))
      entries.push({ key: entry.label, bytes: readPart(entry) });
  }
  const options = {
    compress: (bytes: Uint8Array) => compress(bytes, GZIP_LEVEL),
    subject: `${OUTPUT_FOLDER}/${name}`,
  };
  await store.put(shardKey(name), await encodeShard(spec, entries, options));
}
