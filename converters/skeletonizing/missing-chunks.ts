import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MissingError } from '../../datasets/errors.ts';
import {
  chunkBox,
  chunkName,
  chunksIn,
  createChunkFetcher,
  type PrecomputedVolume,
} from '../../datasets/precomputed/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';

/**
 * Refuses a volume with holes: labels would end there, and nobody would know. Chunks in shards are read, others only looked for.
 * @throws MissingError that says how many chunks of the finest scale are not there.
 */
export async function assertNoMissingChunks(
  store: Store,
  dataset: PrecomputedVolume,
  signal?: AbortSignal,
): Promise<void> {
  const [scale] = dataset.scales;
  const grid = dataset.grid(0);
  const fetchChunk = createChunkFetcher(store, scale!, grid);
  let [all, missing, first] = [0, 0, ''];
  for (const position of chunksIn(grid)) {
    throwIfAborted(signal, store.name);
    const key = `${scale!.key}/${chunkName(chunkBox(grid, position))}`;
    const path = join(store.name, key);
    const isThere = scale!.sharding
      ? (await fetchChunk(position, key, signal)) !== undefined
      : existsSync(path) || existsSync(`${path}.gz`);
    all++;
    if (isThere) continue;
    if (missing++ === 0) first = key;
  }
  if (missing === 0) return;
  throw new MissingError({
    subject: `${store.name}/${first}`,
    expected: `all ${all} chunks of the finest scale`,
    got: `${missing} that are missing, this one the first`,
    cure: 'Write them again, or give --fill-missing to take them for background',
  });
}
