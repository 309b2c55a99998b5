import { encodeRawInfo } from '../../datasets/precomputed/index.ts';
import { parseSkeletonInfo } from '../../datasets/precomputed/skeletons/index.ts';
import type { InfoFolder, Rewrite } from './rewrite.ts';
import { isShard, shardObjects } from './shard-files.ts';

/** Skeletons as files `<id>`. @returns undefined where they are already. */
export function rewriteSkeletons({ store, folder, info, names }: InfoFolder): Rewrite | undefined {
  const { sharding: spec } = parseSkeletonInfo(info, `${store.name}/${folder}info`);
  if (spec === undefined) return undefined;
  return {
    replaces: (name) => name === 'info' || isShard(name),
    async *files(signal) {
      const shards = { store, folder: folder.replace(/\/$/, ''), spec, names };
      for await (const [id, bytes] of shardObjects(shards, signal)) yield [`${folder}${id}`, bytes];
      const { sharding: _, ...plain } = info;
      yield [`${folder}info`, encodeRawInfo(plain)];
    },
  };
}
