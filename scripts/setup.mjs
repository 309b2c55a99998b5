/**
 * What both README commands do first: npm packages when the lockfile changed, Debian's browsers, their graphics
 * libraries, NumPy and nginx when they are missing and may be installed, the `floodlight` command of this checkout. Prints what it did.
 * Plain JavaScript on purpose: it runs on the system's Node, before Node 24 is there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.floodlight-setup');
const LIBRARY_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
const isThere = (...paths) => paths.some((path) => path && existsSync(path));
const hasLibrary = (file) => isThere(...LIBRARY_FOLDERS.map((folder) => join(folder, file)));

/**
 * Browsers run tests and take pictures; the Vulkan loader lets Node's WebGPU find an adapter, Mesa's EGL lets Firefox draw
 * without a screen; tests open our files with NumPy, and serve them with nginx. Each with whether it is there.
 */
const DEBIAN_PACKAGES = {
  chromium: () =>
    isThere(
      process.env.CHROME_PATH,
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
    ),
  'firefox-esr': () => isThere(process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'),
  libegl1: () => hasLibrary('libEGL.so.1'),
  'libgl1-mesa-dri': () => hasLibrary('dri/swrast_dri.so'),
  libvulkan1: () => hasLibrary('libvulkan.so.1'),
  'python3-numpy': () => isThere('/usr/lib/python3/dist-packages/numpy'),
  nginx: () => isThere('/usr/sbin/nginx'),
};
/** Asked by Debian's packages before they start a service; 101 forbids it. */
const START_POLICY = '/usr/sbin/policy-rc.d';

const began = performance.now();
const done = [];
installPackages();
linkProgram();
installSystemPackages();
const seconds = ((performance.now() - began) / 1000).toFixed(1);
say(done.length > 0 ? `done in ${seconds} s: ${done.join('; ')}` : `nothing to do (${seconds} s)`);

function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

/** Runs npm only when the lockfile or a manifest is not the one that node_modules was made from. */
function installPackages() {
  const wanted = manifestHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('installing npm packages (about a minute the first time)');
  // esbuild and webgpu ship their binaries in the package; their install scripts are not needed and not run.
  // Not "npm ci": it refuses a lockfile without the packages of platforms that a registry does not carry.
  // "--no-save" leaves the lockfile as it is.
  const result = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0)
    fail(
      'npm packages: expected "npm install" to succeed, got the error above. Needs npm 11 and its registry.',
    );
  writeFileSync(STAMP, wanted);
  done.push('npm packages');
  if (!existsSync(join(MODULES, 'onnxruntime-node/package.json'))) {
    say('onnxruntime-node is absent (an optional package): FFN inference on the CPU will not run');
  }
}

function manifestHash() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of ['package-lock.json', 'package.json', 'viewer/package.json'])
    hash.update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** Makes `npx --no-install floodlight` run the program of this checkout. */
function linkProgram() {
  const link = join(MODULES, '.bin/floodlight');
  const program = join(ROOT, 'scripts/floodlight.mjs');
  if (existsSync(link) || process.platform === 'win32') return;
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../../scripts/floodlight.mjs', link);
  chmodSync(program, 0o755);
}

/** Nothing is installed twice, and nothing of Debian's elsewhere: browsers are asked for everywhere, the rest only on Linux. */
function installSystemPackages() {
  const names = process.platform === 'linux' ? Object.keys(DEBIAN_PACKAGES) : ['chromium', 'firefox-esr'];
  const packages = names.filter((name) => !DEBIAN_PACKAGES[name]());
  if (packages.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    say(
      `missing: ${packages.join(', ')}. As root: apt-get install --no-install-recommends ${packages.join(' ')}`,
    );
    return;
  }
  say(`installing Debian's ${packages.join(', ')}`);
  apt(['update', '-qq']);
  forbidServices();
  apt(['install', '-qq', '-y', '--no-install-recommends', ...packages]);
  done.push(`Debian's ${packages.join(', ')}`);
}

/** Tests start nginx themselves; its package would open port 80 of this machine. */
function forbidServices() {
  if (existsSync(START_POLICY)) return;
  writeFileSync(START_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  process.on('exit', () => rmSync(START_POLICY, { force: true }));
}

function apt(args) {
  const result = spawnSync('apt-get', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.status === 0) return;
  process.stderr.write(result.stdout + result.stderr);
  fail(`Debian packages: expected "apt-get ${args.join(' ')}" to succeed, got the error above.`);
}

function fail(message) {
  process.stderr.write(`set-up: ${message}\n`);
  process.exit(1);
}
