import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from '../lib/paths.ts';

/** What became of one test. */
export interface TestResult {
  /** The test file, from the root of the repository. */
  readonly file: string;
  readonly title: string;
  /** Node, or the browser's name. */
  readonly place: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

/** Adds a line to the file that FLOODLIGHT_TEST_RESULTS names, where it names one. @param file a test file or its bundle */
export function recordResult({ file, ...rest }: TestResult): void {
  const path = process.env['FLOODLIGHT_TEST_RESULTS'];
  if (path) appendFileSync(path, `${JSON.stringify({ file: sourceOf(file), ...rest })}\n`);
}

/** Bundles stand below a folder for each run: see bundle.ts. */
function sourceOf(file: string): string {
  const [, path] = /\/tests\/(?:node|browser)-\d+\/(.+)\.js$/.exec(file) ?? [];
  return path ? `test/${path}.ts` : relative(ROOT, file);
}
