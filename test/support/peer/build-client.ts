/** Builds a client from the npm package `neuroglancer`, with esbuild, minified and split as a site would be. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { repoPath } from '../paths.ts';

const LIBRARY = repoPath('node_modules/neuroglancer/lib');

const page = (style: string) => `<!doctype html><meta charset="utf-8"><title>Neuroglancer</title>
<link rel="stylesheet" href="client.css">
<link rel="stylesheet" href="${style}">
<div id="neuroglancer-container"></div>
<script type="module" src="client.js"></script>
`;

const STYLE = 'html, body { margin: 0; overflow: hidden } #neuroglancer-container { height: 100vh }';

/** Buttons that lie over the panels, and that no option leaves away. */
const BARE_STYLE = `${STYLE}
.neuroglancer-data-panel-layout-controls, .neuroglancer-display-dimensions-widget { display: none !important }`;

/** @param outdir gets index.html and bare.html, client.js, both workers and what they load. */
export async function buildPeerClient(outdir: string): Promise<void> {
  await mkdir(outdir, { recursive: true });
  await build({
    entryPoints: {
      client: repoPath('test/support/peer/client.mjs'),
      chunk_worker: join(LIBRARY, 'chunk_worker.bundle.js'),
      async_computation: join(LIBRARY, 'async_computation.bundle.js'),
    },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    plugins: [rawIcons, assetAddresses(outdir)],
  });
  const files = {
    'index.html': page('page.css'),
    'page.css': STYLE,
    'bare.html': page('bare.css'),
    'bare.css': BARE_STYLE,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(outdir, name), text);
}

/** Some icons are not in the release of `ikonate` that npm has: nothing is drawn in their place. */
const NO_ICON = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"/>';

/** `x.svg?raw` is the text of the file. */
const rawIcons: Plugin = {
  name: 'raw-icons',
  setup(plugin) {
    plugin.onResolve({ filter: /\.svg\?raw$/ }, ({ path }) => ({
      path: repoPath('node_modules', path.replace(/\?raw$/, '')),
      namespace: 'icon',
    }));
    plugin.onLoad({ filter: /.*/, namespace: 'icon' }, async ({ path }) => ({
      contents: await readFile(path, 'utf8').catch(() => NO_ICON),
      loader: 'text',
    }));
  },
};

const WORKERS: Readonly<Record<string, string>> = {
  'chunk_worker.bundle.js': './chunk_worker.js',
  'async_computation.bundle.js': './async_computation.js',
};

/** What the package finds by `new URL(…, import.meta.url)` lies beside the bundle. */
const assetAddresses = (outdir: string): Plugin => ({
  name: 'asset-addresses',
  setup(plugin) {
    plugin.onLoad({ filter: /[\\/]neuroglancer[\\/]lib[\\/].*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const addresses = [...text.matchAll(/new URL\("([^"]+)",\s*import\.meta\.url\)/g)];
      if (addresses.length === 0) return undefined;
      let contents = text;
      for (const [, address = ''] of addresses) {
        const name = basename(address);
        contents = contents.replace(`"${address}"`, `"${WORKERS[name] ?? `./${name}`}"`);
        if (name.endsWith('.wasm')) await copyFile(join(dirname(path), address), join(outdir, name));
      }
      return { contents, loader: 'js' };
    });
  },
});
