/** Where Node tests find things. Tests run from bundles, so `import.meta.url` does not say. */
import { join } from 'node:path';

const ROOT = process.env['FLOODLIGHT_ROOT'] ?? process.cwd();

export const repoPath = (...parts: string[]): string => join(ROOT, ...parts);

/** A file of the real data set. Only suites that the runner counts as needing it may call this. */
export const fib25Path = (...parts: string[]): string =>
  join(process.env['FLOODLIGHT_SHARED'] ?? join(ROOT, '../shared'), 'data/fib25', ...parts);
