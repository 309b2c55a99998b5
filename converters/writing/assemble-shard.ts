import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutShard, type ShardingSpec } from '../../datasets/precomputed/sharding/index.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';
import { compress } from './compress.ts';
import { openPart, type PartEntry } from './part.ts';

/** A shard to be written. */
export interface ShardTarget {
  /** Of its file in the dataset. */
  readonly key: string;
  readonly spec: ShardingSpec;
  /** 1-9. */
  readonly gzipLevel: number;
}

/**
 * Puts a shard together from the parts that hold its chunks, then removes them. Only the heads of the parts are in memory.
 * @param output folder of the dataset. @param partKeys in the order in which equal minishards keep their chunks.
 */
export async function assembleShard(
  store: FileStore,
  output: string,
  ...[{ key, spec, gzipLevel }, partKeys]: [target: ShardTarget, partKeys: readonly string[]]
): Promise<void> {
  const paths = partKeys.map((part) => join(output, part));
  const parts: ReturnType<typeof openPart>[] = [];
  try {
    for (const path of paths) parts.push(openPart(path));
    const layout = await layOutShard(
      spec,
      parts.flatMap(({ entries }) => entries),
      { compress: (bytes) => compress(bytes, gzipLevel), subject: `${output}/${key}` },
    );
    await store.putStream(key, buffered(layout));
  } finally {
    for (const part of parts) part.close();
  }
  for (const path of paths) await rm(path, { force: true });
}

const BUFFER_BYTES = 2 ** 20;

/** Joins small pieces, so that the disk is not asked for a few bytes at a time; large ones pass without a copy. */
function* buffered(layout: readonly (Uint8Array | PartEntry)[]): Generator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for (const piece of layout) {
    const bytes = piece instanceof Uint8Array ? piece : piece.read();
    if (size > 0 && size + bytes.length > BUFFER_BYTES) {
      yield held.length === 1 ? held[0]! : Buffer.concat(held, size);
      held = [];
      size = 0;
    }
    if (bytes.length === 0) continue;
    held.push(bytes);
    size += bytes.length;
    if (bytes.length < BUFFER_BYTES / 16) continue;
    if (held.length > 1) yield Buffer.concat(held.slice(0, -1), size - bytes.length);
    yield bytes;
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held, size);
}
