import { sep } from 'node:path';
import { findFirefox, firefoxOptions } from '../lib/firefox.ts';
import { runInBrowser } from './browser-suite.ts';
import { bundleTests, findTests } from './bundle.ts';
import { addCounts, type Counts, NO_COUNTS } from './counts.ts';
import { runNodeSuite } from './node-suite.ts';

const ELEMENTS = ['test', 'viewer', 'elements', ''].join(sep);

/**
 * Firefox: the whole page, driven from Node, and the tests of the elements inside the browser, the same files as in Chromium.
 * @returns undefined where the pattern matches no file; a failure where there is no Firefox.
 */
export async function runFirefoxSuite(pattern: string): Promise<Counts | undefined> {
  const inBrowser = await findTests('unit', 'browser', pattern);
  const elements = inBrowser.filter((file) => file.includes(ELEMENTS));
  const pages = await findTests('firefox', 'node', pattern);
  if (elements.length + pages.length === 0) return undefined;
  const executablePath = findFirefox();
  if (!executablePath) {
    console.error(
      'firefox tests: expected Firefox, got none. Install Debian\'s "firefox-esr" or set FIREFOX_PATH.',
    );
    return { ...NO_COUNTS, failed: elements.length + pages.length };
  }
  const [page, inside] = await Promise.all([
    runNodeSuite('firefox', pattern),
    runElements(elements, executablePath),
  ]);
  return addCounts(page ?? NO_COUNTS, inside);
}

async function runElements(files: string[], executablePath: string): Promise<Counts> {
  if (files.length === 0) return NO_COUNTS;
  return runInBrowser(await bundleTests(files, 'browser'), 'Firefox', firefoxOptions(executablePath));
}
