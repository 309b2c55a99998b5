import { gunzip, looksGzipped } from '../../datasets/codecs/index.ts';
import { MissingError } from '../../datasets/errors.ts';
import { decodeJson } from '../../datasets/json/index.ts';
import { createShardedReader } from '../../datasets/precomputed/sharding/index.ts';
import {
  decodeSkeleton,
  parseSkeletonInfo,
  type Skeleton,
} from '../../datasets/precomputed/skeletons/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';

const MAX_SKELETON_BYTES = 2 ** 30;

/**
 * Lengths of the skeletons of labels, nanometres.
 * @param folder of the skeletons, in the store. @returns in the order of `labels`; 0 where a label has no skeleton.
 * @throws MissingError where the folder has no info; those of the decoders.
 */
export async function skeletonLengthsNm(
  store: Store,
  folder: string,
  labels: readonly bigint[],
  signal?: AbortSignal,
): Promise<number[]> {
  const subject = `${store.name}/${folder}`;
  const bytes = await store.get(`${folder}/info`, { signal });
  if (!bytes) {
    throw new MissingError({
      subject: `${subject}/info`,
      expected: 'an info of skeletons',
      got: 'no such object',
      cure: 'Run skeletonize, or give --no-skeletons',
    });
  }
  const info = parseSkeletonInfo(decodeJson(bytes, `${subject}/info`), `${subject}/info`);
  const sharded = info.sharding && createShardedReader(store, folder, info.sharding);
  const lengths: number[] = [];
  for (const label of labels) {
    throwIfAborted(signal, store.name);
    const stored = sharded
      ? await sharded.get(label, { maxBytes: MAX_SKELETON_BYTES, signal })
      : await store.get(`${folder}/${label}`, { signal });
    const name = `${subject}/${label}`;
    const plain = stored && looksGzipped(stored) ? await gunzip(stored, MAX_SKELETON_BYTES, name) : stored;
    lengths.push(plain ? lengthNm(decodeSkeleton(plain, info.attributes, name), info.transform) : 0);
  }
  return lengths;
}

/** @param transform row-major 3x4, stored coordinates to nanometres; absent: they are. */
function lengthNm({ positions, edges }: Skeleton, transform: readonly number[] | undefined): number {
  const t = transform ?? [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  let sum = 0;
  for (let i = 0; i < edges.length; i += 2) {
    const [a, b] = [3 * edges[i]!, 3 * edges[i + 1]!];
    const d = [0, 1, 2].map((axis) => positions[a + axis]! - positions[b + axis]!) as [
      number,
      number,
      number,
    ];
    const along = [0, 4, 8].map((row) => t[row]! * d[0] + t[row + 1]! * d[1] + t[row + 2]! * d[2]);
    sum += Math.hypot(...along);
  }
  return sum;
}
