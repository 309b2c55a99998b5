/** What docs and READMEs lead to is there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { repoPath } from '../support/paths.ts';
import { readText } from './support/sources.ts';

const FOLDERS = 'datasets|ffn|converters|viewer|edge|shaders|test|scripts|docs';
const PAGES = [
  ...readdirSync(repoPath('docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'README.md',
  'CONTRIBUTING.md',
];

test('files that pages name exist', () => {
  const named = PAGES.flatMap((page) => {
    const paths = readText(page).matchAll(new RegExp(`\`((?:${FOLDERS})/[\\w./-]+)\``, 'g'));
    return [...paths].map(([, path = '']) => ({ page, path }));
  });
  assert.ok(named.length >= 60, `${named.length} files named`);
  for (const { page, path } of named) {
    // Made by a build, or by a run.
    if (/\/dist\b/.test(path)) continue;
    assert.ok(existsSync(repoPath(path)), `${page}: ${path}`);
  }
});

test('links between pages lead somewhere, and every page of docs is in the index', () => {
  for (const page of PAGES) {
    for (const [, target = ''] of readText(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g))
      assert.ok(existsSync(repoPath(join(dirname(page), target))), `${page}: ${target}`);
  }
  const index = readText('docs/README.md');
  for (const page of PAGES.filter((name) => name.startsWith('docs/') && name !== 'docs/README.md'))
    assert.ok(index.includes(`(${page.slice('docs/'.length)})`), `docs/README.md: ${page}`);
});
