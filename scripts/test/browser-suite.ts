import { startTestRunner, type TestRunnerCoreConfig, type TestSuiteResult } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumArgs, findChromium } from '../lib/chromium.ts';
import { ROOT } from '../lib/paths.ts';
import { bundleTests, findTests } from './bundle.ts';
import { addCounts, type Counts, NO_COUNTS } from './counts.ts';
import { recordResult } from './results.ts';

/**
 * Runs the unit tests that need a browser in the system's Chromium.
 * @returns undefined where the pattern matches no file; a failure where there is no Chromium.
 */
export async function runBrowserSuite(pattern: string): Promise<Counts | undefined> {
  const files = await findTests('unit', 'browser', pattern);
  if (files.length === 0) return undefined;
  const executablePath = findChromium();
  if (!executablePath) {
    console.error(
      'browser tests: expected Chromium, got none. Install Debian\'s "chromium" or set CHROME_PATH.',
    );
    return { ...NO_COUNTS, failed: files.length };
  }
  const bundles = await bundleTests(files, 'browser');
  return runInBrowser(bundles, 'Chromium', { executablePath, headless: true, args: chromiumArgs() });
}

/** How puppeteer starts a browser. */
export type BrowserOptions = NonNullable<NonNullable<Parameters<typeof chromeLauncher>[0]>['launchOptions']>;

/** Runs bundled test files in a browser that puppeteer starts. @param name of the browser, to be printed. */
export async function runInBrowser(
  bundles: string[],
  name: string,
  launchOptions: BrowserOptions,
): Promise<Counts> {
  const config: Partial<TestRunnerCoreConfig> & Record<string, unknown> = {
    files: bundles,
    rootDir: ROOT,
    // One software GPU serves every page: files run one after the other.
    concurrency: 1,
    testsStartTimeout: 60_000,
    testsFinishTimeout: 300_000,
    browserStartTimeout: 60_000,
    // The launcher of Chrome passes everything on to puppeteer, which starts Firefox too.
    browsers: [chromeLauncher({ concurrency: 1, launchOptions })],
    reporters: [],
  };
  const runner = await startTestRunner({
    config,
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  if (!runner) return { ...NO_COUNTS, failed: 1 };
  await new Promise<void>((resolve) => runner.on('finished', () => resolve()));
  const sessions = Array.from(runner.sessions.all());
  await runner.stop();
  let counts: Counts = { ...NO_COUNTS };
  for (const session of sessions) {
    const before = counts.passed + counts.failed;
    if (session.testResults) {
      counts = addCounts(counts, countSuite(session.testResults, []));
      recordSuite(session.testResults, session.testFile, name);
    }
    for (const error of session.errors)
      console.error(`  ${session.testFile}\n    ${error.message}\n${error.stack ?? ''}`);
    printLogs(session.logs.flat());
    // A file that ran nothing, or broke before its tests, is a failure: "green on nothing" is how bugs hide.
    if (session.errors.length > 0 || counts.passed + counts.failed === before) {
      console.error(
        `  ${session.testFile}: expected tests to run, got ${session.status} with no complete result`,
      );
      counts.failed++;
    }
  }
  console.log(`  ${sessions.length} files in ${name}`);
  return counts;
}

function recordSuite(suite: TestSuiteResult, file: string, place: string): void {
  for (const { name, skipped, passed } of suite.tests)
    recordResult({ file, title: name, place, outcome: skipped ? 'skipped' : passed ? 'passed' : 'failed' });
  for (const child of suite.suites) recordSuite(child, file, place);
}

function printLogs(logs: unknown[]): void {
  for (const line of logs) console.log('  [page]', line);
}

function countSuite(suite: TestSuiteResult, path: string[]): Counts {
  const counts: Counts = { ...NO_COUNTS };
  for (const test of suite.tests) {
    if (test.skipped) counts.skipped++;
    else if (test.passed) counts.passed++;
    else {
      counts.failed++;
      console.error(
        `  FAILED ${[...path, test.name].join(' > ')}\n    ${test.error?.message}\n    ${test.error?.stack ?? ''}`,
      );
    }
  }
  return suite.suites.reduce(
    (sum, child) => addCounts(sum, countSuite(child, [...path, child.name])),
    counts,
  );
}
