import { MissingError } from '../../datasets/errors.ts';
import {
  createSkeletonReader,
  type PlacedSkeleton,
  parseSkeletonInfo,
  type ReadSkeleton,
} from '../../datasets/precomputed/skeletons/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { SkeletonGeometry } from '../state/index.ts';

/** @throws MissingError where the segment has none. */
export type ReadSegmentSkeleton = (segment: bigint, signal: AbortSignal) => Promise<SkeletonGeometry>;

/**
 * The folder's own `info` is read at once.
 * @param folder relative to the store; undefined where the dataset names none.
 */
export async function openSkeletonFolder(
  store: Store,
  folder: string | undefined,
): Promise<ReadSegmentSkeleton> {
  if (folder === undefined) return (segment) => Promise.reject(without(`${store.name}/info`, segment));
  const read = await openFolder(store, folder);
  return async (segment, signal) => {
    const skeleton = await read(segment, signal);
    if (!skeleton) throw without(`${store.name}/${folder}`, segment);
    return linesOf(skeleton);
  };
}

async function openFolder(store: Store, folder: string): Promise<ReadSkeleton> {
  const subject = `${store.name}/${folder}/info`;
  const bytes = await store.get(`${folder}/info`);
  if (!bytes) {
    throw new MissingError({ subject, expected: 'the description of the skeletons', got: 'no such object' });
  }
  return createSkeletonReader(
    store,
    folder,
    parseSkeletonInfo(JSON.parse(new TextDecoder().decode(bytes)), subject),
  );
}

/** In doubles around the first vertex: float32 nanometres run out of digits far from 0. */
function linesOf({ positions, edges }: PlacedSkeleton): SkeletonGeometry {
  const originNm = [positions[0] ?? 0, positions[1] ?? 0, positions[2] ?? 0] as const;
  const ends = new Float32Array(3 * edges.length);
  edges.forEach((vertex, i) => {
    for (let axis = 0; axis < 3; axis++)
      ends[3 * i + axis] = (positions[3 * vertex + axis] as number) - (originNm[axis] as number);
  });
  return { originNm, ends };
}

const without = (subject: string, segment: bigint) =>
  new MissingError({ subject, expected: `a skeleton of segment ${segment}`, got: 'no such object' });
