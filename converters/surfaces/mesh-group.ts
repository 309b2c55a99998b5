import { gzipSync } from 'node:zlib';
import { AbortedError } from '../../datasets/errors.ts';
import {
  encodeLegacyFragment,
  encodeLegacyManifest,
  encodeMultiresManifest,
  legacyManifestKey,
} from '../../datasets/precomputed/meshes/index.ts';
import { layOutShard, type ShardingSpec } from '../../datasets/precomputed/sharding/index.ts';
import { createDracoEncoder } from '../multires/index.ts';
import type { MeshContext } from './context.ts';
import type { LabelGroup, LabelParts } from './label-table.ts';
import { cellsOf, legacyMesh, multiresMesh } from './mesh-label.ts';
import { decodeObjects, encodeObjects, joinBytes, type ShardObject } from './objects-file.ts';
import { groupKey, MESH_FOLDER } from './spec.ts';

/** What a group of labels came to; written after all of its objects. */
export interface GroupRecord {
  readonly labels: number;
  /** Of the finest level. */
  readonly triangles: number;
}

export const recordKey = (group: number): string => `${groupKey(group)}.json`;
const objectsKey = (group: number): string => `${groupKey(group)}.objects`;

/** Meshes the labels of a group: files of their own, or objects that wait for their shard. */
export async function meshGroupTask(
  context: MeshContext,
  { group, shard, labels }: LabelGroup,
  { isStopped, onLabel }: { readonly isStopped: () => boolean; readonly onLabel: () => void },
): Promise<void> {
  const { store, spec } = context;
  const encode = spec.format === 'multires' ? await createDracoEncoder() : undefined;
  const objects: ShardObject[] = [];
  let triangles = 0;
  for (const parts of labels) {
    if (isStopped()) throw stopped(store.name);
    if (!encode) triangles += await putLegacy(context, parts);
    else {
      const mesh = await multiresMesh(context, await cellsOf(context, parts), encode);
      triangles += mesh.triangles;
      const manifest = encodeMultiresManifest(mesh.manifest);
      const fragments = joinBytes(mesh.fragments);
      if (shard === undefined) {
        await store.put(`${MESH_FOLDER}/${parts.label}`, fragments);
        await store.put(`${MESH_FOLDER}/${parts.label}.index`, manifest);
      } else {
        const stored = gzipSync(manifest);
        const bytes = joinBytes([fragments, stored]);
        const sizes = { leadBytes: fragments.length, sizeBytes: stored.length };
        objects.push({ key: parts.label, ...sizes, bytes });
      }
    }
    onLabel();
  }
  if (shard !== undefined) await store.put(objectsKey(group), encodeObjects(objects));
  const record: GroupRecord = { labels: labels.length, triangles };
  await store.put(recordKey(group), new TextEncoder().encode(JSON.stringify(record)));
}

async function putLegacy(context: MeshContext, parts: LabelParts): Promise<number> {
  const { store } = context;
  const mesh = await legacyMesh(context, await cellsOf(context, parts));
  await store.put(`${MESH_FOLDER}/${parts.label}`, encodeLegacyFragment(mesh));
  await store.put(
    `${MESH_FOLDER}/${legacyManifestKey(parts.label)}`,
    encodeLegacyManifest([`${parts.label}`]),
  );
  return mesh.indices.length / 3;
}

const stopped = (subject: string) =>
  new AbortedError({ subject, expected: 'to run to its end', got: 'a request to stop' });

/** A shard whose groups are all there. */
export interface ShardTask {
  readonly shard: string;
  readonly groups: readonly number[];
  readonly sharding: ShardingSpec;
}

/** Puts a shard together. Memory: twice the shard. */
export async function assembleShardTask(
  { store }: MeshContext,
  { shard, groups, sharding }: ShardTask,
): Promise<void> {
  const objects: ShardObject[] = [];
  for (const group of groups) {
    const key = objectsKey(group);
    objects.push(...decodeObjects((await store.get(key)) ?? new Uint8Array(0), `${store.name}/${key}`));
  }
  const key = `${MESH_FOLDER}/${shard}`;
  const layout = await layOutShard(sharding, objects, {
    compress: (bytes) => gzipSync(bytes),
    subject: `${store.name}/${key}`,
  });
  await store.put(key, joinBytes(layout.map((piece) => (piece instanceof Uint8Array ? piece : piece.bytes))));
}
