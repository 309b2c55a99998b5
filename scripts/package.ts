/**
 * Builds what `npm pack` takes of viewer/: its dist/ folder.
 *   node scripts/package.ts
 */
import { spawnSync } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { cdnOptions, packageOptions } from './lib/bundles.ts';
import { listFiles } from './lib/files.ts';
import { elementsManifest } from './lib/manifest.ts';
import { ROOT } from './lib/paths.ts';

const PACKAGE = join(ROOT, 'viewer');
const DIST = join(PACKAGE, 'dist');

/** ES modules with lit and twgl.js left outside, one script with both inside, types, and a list of the elements. */
export async function buildPackage(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  await Promise.all([build(packageOptions(DIST)), build(cdnOptions(join(DIST, 'cdn')))]);
  await writeTypes();
  await writeFile(join(DIST, 'custom-elements.json'), JSON.stringify(await elementsManifest(), null, 2));
  for (const file of ['LICENSE', 'NOTICE']) await cp(join(ROOT, file), join(DIST, file));
  await stop();
}

async function writeTypes(): Promise<void> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const config = join(PACKAGE, 'tsconfig.package.json');
  const { status } = spawnSync(process.execPath, [compiler, '-p', config], { stdio: 'inherit' });
  if (status !== 0)
    throw new Error('types of @floodlight/viewer: expected tsc to succeed, got the errors above');
  for (const file of await listFiles(join(DIST, 'types'))) {
    const text = await readFile(file, 'utf8');
    // Declarations name each other as the sources do; a reader's compiler may not know files that end in .ts.
    const named = text.replace(/((?:from|import) ?\(?')(\.[^']*)\.ts'/g, "$1$2.js'");
    // What is internal is left out, not what it imported: twgl's own types do not compile everywhere.
    await writeFile(file, named.replace(/^import .* from 'twgl\.js';\n/gm, ''));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildPackage();
