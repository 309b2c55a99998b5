import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything that can be thrown away and made again. */
export const CACHE_DIR = join(ROOT, '.cache');
export const DIST_DIR = join(ROOT, 'dist');

/** The real data that developers and CI have beside the repository, and a user has not. */
export const SHARED_DIR = join(dirname(ROOT), 'shared');
