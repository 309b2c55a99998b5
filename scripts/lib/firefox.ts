import { existsSync } from 'node:fs';

/** Where Debian and others put Firefox; `FIREFOX_PATH` overrides. */
const PLACES = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/usr/bin/firefox-bin'];

/** @returns the browser's path, or undefined where there is none. */
export function findFirefox(): string | undefined {
  return [process.env['FIREFOX_PATH'], ...PLACES].find((path) => path && existsSync(path));
}

/**
 * How puppeteer starts Firefox with WebGL2 and no screen. It draws with Mesa's llvmpipe: the preference lets software
 * draw, and without the variable Firefox asks GLX, which needs an X server.
 */
export const firefoxOptions = (executablePath: string) => ({
  browser: 'firefox' as const,
  executablePath,
  headless: true,
  extraPrefsFirefox: { 'webgl.force-enabled': true },
  env: { ...process.env, MOZ_WEBGL_FORCE_EGL: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
});
