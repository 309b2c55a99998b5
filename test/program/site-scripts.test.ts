/** What the built page asks for before its first picture. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const site = (name: string) => repoPath('dist/site', name);

/** As `test/rules/bundles.test.ts` has it for modules, each alone. */
const MOST_BYTES = 100_000;
const MOST_FILES = 12;

// The program builds what it serves, where sources have changed.
before(async () => assert.equal((await runFloodlight('--version')).code, 0));

/** Scripts that a built one needs at once. */
async function needed(name: string, known = new Set<string>()): Promise<ReadonlySet<string>> {
  known.add(name);
  const text = await readFile(site(name), 'utf8');
  // Minified: `import{a as b}from"./x.js"`, `import"./x.js"`, `export{a}from"./x.js"`.
  for (const [, path = ''] of text.matchAll(/(?:\bfrom|\bimport)"\.\/([\w.-]+\.js)"/g))
    if (!known.has(path)) await needed(path, known);
  return known;
}

test('the page names in its head every script that it and its worker need at once, few and small', async () => {
  const html = await readFile(site('index.html'), 'utf8');
  const named = [...html.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, name]) => name);
  const all = new Set([...(await needed('main.js')), ...(await needed('chunk-worker.js'))]);
  assert.ok(all.size > 3, [...all].join());
  assert.deepEqual(named.sort(), [...all].filter((name) => name !== 'chunk-worker.js').sort());
  assert.ok(all.size <= MOST_FILES, `${all.size} files`);
  const sizes = await Promise.all(
    [...all].map(async (name) => gzipSync(await readFile(site(name)), { level: 9 }).length),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
});

test('no script of the site names one that is not there', async () => {
  const there = new Set(await readdir(site('.')));
  for (const name of [...there].filter((file) => file.endsWith('.js'))) {
    const text = await readFile(site(name), 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:\bfrom|\bimport|\bimport\()"\.\/([\w.-]+\.js)"/g))
      assert.ok(there.has(path), `${name} names ${path}`);
  }
});
