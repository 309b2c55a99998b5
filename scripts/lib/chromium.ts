import { existsSync } from 'node:fs';

/** Where Debian and others put Chromium; `CHROME_PATH` overrides. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @returns the browser's path, or undefined where there is none. */
export function findChromium(): string | undefined {
  return [process.env['CHROME_PATH'], ...PLACES].find((path) => path && existsSync(path));
}

/**
 * Flags that give headless Chromium WebGL2 and WebGPU together on a software adapter, with canvases that
 * can be captured. The combination was found by trial: others give one of the two, or lose the GPU process.
 */
const GPU_FLAGS = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
  '--enable-gpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
];

/** Nothing may reach out: without these a closed network makes every start slow. */
const QUIET_FLAGS = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-dev-shm-usage',
];

/** Launch arguments for tests and screenshots. Root has no sandbox to use. */
export function chromiumArgs(): string[] {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [...sandbox, ...GPU_FLAGS, ...QUIET_FLAGS];
}
