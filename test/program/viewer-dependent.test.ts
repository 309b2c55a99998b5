/** A project that depends on @floodlight/viewer: the packed archive installed, built in several ways, each opened in Chromium. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { openPage } from '../support/chromium-page.ts';
import { repoPath } from '../support/paths.ts';
import { startTinyHost, type TinyHost } from '../support/tiny-host.ts';
import { writeTiny } from '../viewer/support/tiny-dataset.ts';

let folder = '';
let host: TinyHost;

function run(cwd: string, command: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${stdout}${stderr}`);
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-dependent-'));
  cpSync(repoPath('viewer/examples/dependent-project'), folder, { recursive: true });
  run(repoPath(), process.execPath, 'scripts/package.ts');
  run(repoPath('viewer'), 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  const archive = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) as string);
  writeFileSync(join(folder, 'package.json'), '{ "name": "page", "private": true, "type": "module" }');
  run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', archive);
  // The bundlers are this repository's; the elements and lit are the installed ones.
  symlinkSync(repoPath('node_modules/@rollup'), join(folder, 'node_modules/@rollup'));
  await writeTiny(createFileStore(join(folder, 'image')), createFileStore(join(folder, 'labels')));
  writeFileSync(join(folder, 'favicon.ico'), '');
  host = await startTinyHost({ folder });
});
after(async () => {
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

/** @param head what brings the script. The voxel in the middle, (6, 4, 1), has the value 100. */
async function shows(name: string, head: string): Promise<void> {
  const html = `<!doctype html><title>${name}</title>${head}
    <body style="margin: 0"><floodlight-viewer bare layout="xy" hide="axis-lines" position="6.5,4.5,1.5" zoom="0.02"
      style="display: block; width: 400px; height: 300px">
      <floodlight-layer type="image" name="image" source="precomputed://${host.origin}/image"></floodlight-layer>
    </floodlight-viewer>`;
  writeFileSync(join(folder, `${name}.html`), html);
  const { page, errors, close } = await openPage(`${host.origin}/${name}.html`);
  try {
    await page.waitForFunction(isShown, undefined, { timeout: 20_000 });
    await page.waitForTimeout(200);
    const { data, info } = await sharp(await page.screenshot())
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (150 * info.width + 200) * info.channels;
    assert.deepEqual([...data.subarray(at, at + 3)], [100, 100, 100]);
    assert.deepEqual(errors, []);
  } finally {
    await close();
  }
}

/** Runs in the page. */
const isShown = () => {
  const viewer = document.querySelector('floodlight-viewer') as
    | (HTMLElement & { valuesAt?(): readonly { value?: unknown }[] })
    | null;
  return viewer?.valuesAt?.().some(({ value }) => value !== undefined) ?? false;
};

test('without a bundler: an import map', async () => {
  const map = readFileSync(join(folder, 'import-map.json'), 'utf8');
  await shows(
    'import-map',
    `<script type="importmap">${map}</script><script type="module" src="page.js"></script>`,
  );
});

test('built by rollup', async () => {
  run(folder, process.execPath, repoPath('node_modules/rollup/dist/bin/rollup'), '-c', '--silent');
  await shows('rollup', '<script type="module" src="out-rollup/page.js"></script>');
});

test('built by esbuild', async () => {
  const flags = ['--bundle', '--splitting', '--format=esm', '--outdir=out-esbuild'];
  run(folder, repoPath('node_modules/.bin/esbuild'), 'page.js', ...flags);
  await shows('esbuild', '<script type="module" src="out-esbuild/page.js"></script>');
});
