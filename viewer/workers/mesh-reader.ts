import type { Store } from '../../datasets/stores/index.ts';
import type { MeshReader } from './mesh-folder.ts';

/**
 * The folder, and the code that reads it, are loaded with the first mesh.
 * @param folder relative to the store; undefined where the dataset names none.
 */
export function createMeshReader(store: Store, folder: string | undefined): MeshReader {
  let opening: Promise<MeshReader> | undefined;
  const reader = () => {
    opening ??= import('./browser-meshes.ts').then(({ openMeshFolder }) => openMeshFolder(store, folder));
    // What could not be read may be there the next time.
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  return {
    readMesh: async (segment, signal) => (await reader()).readMesh(segment, signal),
    readFragment: async (segment, at, signal) => (await reader()).readFragment(segment, at, signal),
  };
}
