/** How esbuild makes what ships. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { BROWSER_ASSETS, SHADER_LOADERS } from './assets.ts';
import { ROOT } from './paths.ts';

/** Pages and styles are copied as they are. */
export const SITE_FILES = [
  'site/index.html',
  'site/style.css',
  'examples/segmenter.html',
  'examples/segmenter.css',
];

const COMMON = {
  bundle: true,
  splitting: true,
  format: 'esm',
  sourcemap: true,
  loader: SHADER_LOADERS,
  logLevel: 'error',
} as const;

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

/** The program: our code in one place, packages left to npm. */
export const programOptions = (outdir: string): BuildOptions => ({
  ...COMMON,
  entryPoints: {
    cli: join(ROOT, 'converters/cli.ts'),
    'convert-worker': join(ROOT, 'converters/writing/worker.ts'),
    'mesh-worker': join(ROOT, 'converters/surfaces/worker.ts'),
    'skeleton-worker': join(ROOT, 'converters/skeletonizing/worker.ts'),
    'coordinate-worker': join(ROOT, 'converters/coordinates/worker.ts'),
    'partition-worker': join(ROOT, 'converters/partitioning/worker.ts'),
    'train-worker': join(ROOT, 'converters/training/worker.ts'),
    'scales-worker': join(ROOT, 'converters/pyramid/worker.ts'),
  },
  outdir: join(outdir, 'program'),
  platform: 'node',
  target: 'node22',
  packages: 'external',
  define: { FLOODLIGHT_VERSION: JSON.stringify(version) },
});

/** The site: the viewer's elements, its worker and the page's own script, with lit and twgl inside. */
export const siteOptions = (outdir: string): BuildOptions => ({
  ...COMMON,
  entryPoints: {
    'floodlight-viewer': join(ROOT, 'viewer/index.ts'),
    'floodlight-segmenter': join(ROOT, 'viewer/segmenter.ts'),
    'chunk-worker': join(ROOT, 'viewer/workers/chunk-worker.ts'),
    'segmenter-worker': join(ROOT, 'viewer/workers/segmenter/segmenter-worker.ts'),
    main: join(ROOT, 'viewer/site/main.ts'),
    'segmenter-example': join(ROOT, 'viewer/examples/segmenter.ts'),
  },
  outdir: join(outdir, 'site'),
  platform: 'browser',
  target: 'es2022',
  minify: true,
  loader: BROWSER_ASSETS.loader,
  plugins: BROWSER_ASSETS.plugins,
  external: [...BROWSER_ASSETS.external],
});

/** All of the viewer as one script, Draco's decoder in it, for pages that are one file. */
export const singlePageOptions = (outdir: string): BuildOptions => ({
  ...siteOptions(outdir),
  entryPoints: { 'single-page': join(ROOT, 'viewer/site/single-page.ts') },
  outdir: join(outdir, 'page'),
  splitting: false,
  sourcemap: false,
  loader: { ...BROWSER_ASSETS.loader, '.wasm': 'dataurl' },
});

/** The package's modules: what a page author's bundler, or an import map, joins with lit and twgl.js. */
export const packageOptions = (outdir: string): BuildOptions => ({
  ...siteOptions(outdir),
  entryPoints: {
    'floodlight-viewer': join(ROOT, 'viewer/index.ts'),
    'floodlight-segmenter': join(ROOT, 'viewer/segmenter.ts'),
    'chunk-worker': join(ROOT, 'viewer/workers/chunk-worker.ts'),
    'segmenter-worker': join(ROOT, 'viewer/workers/segmenter/segmenter-worker.ts'),
  },
  outdir,
  // Flat: code finds chunk-worker.js beside itself, in whatever chunk it lies.
  chunkNames: '[name]-[hash]',
  sourcemap: false,
  external: [...BROWSER_ASSETS.external, 'lit', 'lit/*', 'twgl.js'],
});

/** The same as one script for a page without a bundler, which takes its worker from beside it. */
export const cdnOptions = (outdir: string): BuildOptions => ({
  ...packageOptions(outdir),
  external: [...BROWSER_ASSETS.external],
});
