import { runBrowserSuite } from './browser-suite.ts';
import type { Counts } from './counts.ts';
import { runNodeSuite } from './node-suite.ts';
import { runStaticSuite } from './static-suite.ts';

export interface Suite {
  readonly name: string;
  /** Part of `npm run check`: quick, no browser. */
  readonly inCheck: boolean;
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
];
