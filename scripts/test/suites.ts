import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED_DIR } from '../lib/paths.ts';
import { runBrowserSuite } from './browser-suite.ts';
import { findTests } from './bundle.ts';
import { type Counts, NO_COUNTS } from './counts.ts';
import { runFirefoxSuite } from './firefox-suite.ts';
import { runNodeSuite } from './node-suite.ts';
import { runStaticSuite } from './static-suite.ts';

export interface Suite {
  readonly name: string;
  /** Part of `npm run check`: quick, no browser. */
  readonly inCheck: boolean;
  /** Runs only where `--only` names it: 2,866 evaluations of the published network. */
  readonly onRequest?: boolean;
  /** Made of test files, so that `--pattern` can choose among them. */
  readonly hasFiles: boolean;
  /** @returns undefined where the pattern matches none of the suite's files. */
  run(pattern: string): Promise<Counts | undefined>;
}

/** In the order they run: what fails fastest comes first. */
export const SUITES: readonly Suite[] = [
  { name: 'static', inCheck: true, hasFiles: false, run: runStaticSuite },
  { name: 'rules', inCheck: true, hasFiles: true, run: (pattern) => runNodeSuite('rules', pattern) },
  { name: 'unit', inCheck: true, hasFiles: true, run: (pattern) => runNodeSuite('unit', pattern) },
  { name: 'browser', inCheck: false, hasFiles: true, run: runBrowserSuite },
  { name: 'firefox', inCheck: false, hasFiles: true, run: runFirefoxSuite },
  { name: 'program', inCheck: false, hasFiles: true, run: (pattern) => runNodeSuite('program', pattern) },
  { name: 'slice', inCheck: false, hasFiles: true, run: (pattern) => runNodeSuite('slice', pattern) },
  { name: 'compare', inCheck: false, hasFiles: true, run: (pattern) => runNodeSuite('compare', pattern) },
  { name: 'fib25', inCheck: false, hasFiles: true, run: (pattern) => runRealDataSuite('fib25', pattern) },
  {
    name: 'fib25-long',
    inCheck: false,
    onRequest: true,
    hasFiles: true,
    run: (pattern) => runRealDataSuite('fib25-long', pattern),
  },
];

/** What needs the published data, which users do not have: counted as skipped, and said, where they are absent. */
async function runRealDataSuite(suite: string, pattern: string): Promise<Counts | undefined> {
  const data = join(process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR, 'data/fib25');
  if (existsSync(data)) return runNodeSuite(suite, pattern);
  const files = await findTests(suite, 'node', pattern);
  if (files.length === 0) return undefined;
  console.log(`${suite}: not run: ${files.length} files need the published data in ${data}`);
  return { ...NO_COUNTS, skipped: files.length };
}
