/** What reads meshes in a browser. */
import { registerDraco } from '../../datasets/codecs/draco/index.ts';

/** Loaded with the first mesh that is packed so. */
registerDraco(async () => (await import('./draco.ts')).loadBrowserDraco());

export { openMeshFolder } from './mesh-folder.ts';
