import type { Store } from '../../datasets/stores/index.ts';
import type { ReadSegmentSkeleton } from './skeleton-folder.ts';

/**
 * The folder, and the code that reads it, are loaded with the first skeleton.
 * @param folder relative to the store; undefined where the dataset names none.
 */
export function createSegmentSkeletons(store: Store, folder: string | undefined): ReadSegmentSkeleton {
  let opening: Promise<ReadSegmentSkeleton> | undefined;
  return async (segment, signal) => {
    opening ??= import('./skeleton-folder.ts').then(({ openSkeletonFolder }) =>
      openSkeletonFolder(store, folder),
    );
    // What could not be read may be there the next time.
    opening.catch(() => {
      opening = undefined;
    });
    return (await opening)(segment, signal);
  };
}
