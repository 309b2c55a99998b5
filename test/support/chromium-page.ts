/** A page in the system's Chromium, with a software GPU. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArgs, findChromium } from '../../scripts/lib/chromium.ts';

export interface OpenPage {
  readonly page: Page;
  /** Errors that the page threw or logged. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** @throws where there is no Chromium: a test that cannot run fails. */
export async function openPage(url: string, viewport = { width: 800, height: 600 }): Promise<OpenPage> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('page: expected Chromium, got none. Install Debian\'s "chromium" or set CHROME_PATH.');
  const browser: Browser = await chromium.launch({ executablePath, args: chromiumArgs() });
  const page = await browser.newPage({ viewport, deviceScaleFactor: 1 });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  await page.goto(url);
  return { page, errors, close: () => browser.close() };
}
