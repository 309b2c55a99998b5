/**
 * Builds everything that ships: dist/program (the program, for Node), dist/site (viewer, worker, pages) and viewer/dist (the
 * package @floodlight/viewer).
 *   node scripts/build.ts
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import type { OutputChunk } from 'rollup';
import { programOptions, SITE_FILES, singlePageOptions, siteOptions } from './lib/bundles.ts';
import { gatherChunks } from './lib/gather-chunks.ts';
import { CACHE_DIR, DIST_DIR, ROOT } from './lib/paths.ts';
import { sourceHash } from './lib/source-hash.ts';
import { buildPackage } from './package.ts';

const STAMP = '.sources';

/** Builds beside dist/ and swaps, so that a program that starts meanwhile never sees half a build. */
export async function buildAll(): Promise<void> {
  const hash = await sourceHash();
  const next = join(CACHE_DIR, `dist-${process.pid}`);
  const old = join(CACHE_DIR, `dist-old-${process.pid}`);
  await mkdir(join(next, 'site'), { recursive: true });
  const [{ metafile }] = await Promise.all([
    build({ ...siteOptions(next), metafile: true }),
    build(programOptions(next)),
    build(singlePageOptions(next)),
    copySiteFiles(next),
  ]);
  await preloadScripts(join(next, 'site'), await gatherChunks(join(next, 'site'), metafile));
  await writeFile(join(next, STAMP), hash);
  await rename(DIST_DIR, old).catch(() => undefined);
  await rename(next, DIST_DIR);
  await rm(old, { recursive: true, force: true });
}

/** Builds when sources are not those that dist/ was made from. */
export async function buildIfChanged(): Promise<void> {
  const [built, wanted] = await Promise.all([
    readFile(join(DIST_DIR, STAMP), 'utf8').catch(() => ''),
    sourceHash(),
  ]);
  if (built === wanted) return;
  await buildAll();
  // Else the bundler's own process would live as long as a server that was started here.
  await stop();
}

async function copySiteFiles(outdir: string): Promise<void> {
  for (const file of SITE_FILES) await cp(join(ROOT, 'viewer', file), join(outdir, 'site', basename(file)));
}

/** Where the page says that what its script imports is to be fetched with it. */
const PRELOAD = /^( *)<link rel="modulepreload" href="floodlight-viewer.js" \/>\n/m;

/**
 * The page names all scripts that its own and its worker's import at once: else each is known only when the one before it has
 * come. Their names have a hash in them, so that the worker finds them in the browser's cache.
 */
async function preloadScripts(site: string, chunks: readonly OutputChunk[]): Promise<void> {
  const reached = new Set(['main.js', 'chunk-worker.js']);
  for (const name of reached)
    for (const path of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) reached.add(path);
  const names = [...reached].filter((name) => name !== 'chunk-worker.js');
  const page = join(site, 'index.html');
  const html = await readFile(page, 'utf8');
  const links = names.map((name) => `$1<link rel="modulepreload" href="${name}" />\n`);
  await writeFile(page, html.replace(PRELOAD, links.join('')));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildAll();
  await buildPackage();
  console.log('built dist/program, dist/site and viewer/dist');
}
