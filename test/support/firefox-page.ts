/** A page in the system's Firefox, which draws in software. */
import puppeteer, { type Page } from 'puppeteer-core';
import { findFirefox, firefoxOptions } from '../../scripts/lib/firefox.ts';

export interface FirefoxPage {
  readonly page: Page;
  /** Errors that the page threw or logged. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** @throws where there is no Firefox: a test that cannot run fails. */
export async function openFirefox(viewport: { width: number; height: number }): Promise<FirefoxPage> {
  const path = findFirefox();
  if (!path)
    throw new Error('page: expected Firefox, got none. Install Debian\'s "firefox-esr" or set FIREFOX_PATH.');
  const browser = await puppeteer.launch({ ...firefoxOptions(path), defaultViewport: viewport });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  return { page, errors, close: () => browser.close() };
}
