/**
 * The site with live reload and sample data.
 *   npm run dev-server            http://localhost:8080, built again whenever a source of the viewer changes
 *   npm run dev-server -- --port 0 --data DIR
 * Sample data are those of the demo (made once, kept in .cache/sample), or any folder with a viewer.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { context } from 'esbuild';
import { fileObjectStore, serveHttp } from '../converters/node/index.ts';
import { answerRequest } from '../edge/index.ts';
import { SITE_FILES, siteOptions } from './lib/bundles.ts';
import { createReloader } from './lib/live-reload.ts';
import { CACHE_DIR, ROOT } from './lib/paths.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8080' }, data: { type: 'string' } },
});
const outdir = join(CACHE_DIR, 'dev');
const site = join(outdir, 'site');

const folder = values.data ?? sampleFolder();
await mkdir(site, { recursive: true });
const reloader = createReloader();
const builder = await context({
  ...siteOptions(outdir),
  minify: false,
  plugins: [reloader.plugin(copySite)],
});
await builder.watch();
await reloader.ready;
const env = { data: fileObjectStore(folder), site: fileObjectStore(site) };
const server = await serveHttp({
  port: Number(values.port),
  handler: async (request) =>
    reloader.answer(request) ?? reloader.withScript(await answerRequest(request, env)),
});
console.log(`${server.url.replace('127.0.0.1', 'localhost')}/  showing ${folder}; Ctrl-C ends it.`);

process.on('SIGINT', async () => {
  reloader.close();
  await Promise.all([builder.dispose(), server.close(0)]);
  process.exit(0);
});

async function copySite(): Promise<void> {
  for (const file of SITE_FILES) await cp(join(ROOT, 'viewer', file), join(site, basename(file)));
}

/** The newest demo in out/, else a small synthetic one made now. */
function sampleFolder(): string {
  const made = newestView(join(ROOT, 'out'));
  if (made !== undefined) return made;
  const sample = join(CACHE_DIR, 'sample');
  const args = [
    join(ROOT, 'scripts/floodlight.mjs'),
    'demo',
    '--once',
    '--size',
    '64,64,48',
    '--out',
    sample,
  ];
  if (spawnSync(process.execPath, args, { stdio: ['ignore', 2, 'inherit'] }).status !== 0) process.exit(1);
  return newestView(sample)!;
}

function newestView(folder: string): string | undefined {
  return (existsSync(folder) ? readdirSync(folder) : [])
    .map((name) => join(folder, name))
    .filter((demo) => existsSync(join(demo, 'viewer.json')))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}
