/**
 * Barrels are written by hand and their names are a promise: this snapshot makes every change of it visible in review.
 * After a wanted change: UPDATE_SNAPSHOTS=1 npm test -- --pattern=rules/barrels
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { repoPath } from '../support/paths.ts';
import { readText, sourceFiles } from './support/sources.ts';
import { type Node, nodesOf } from './support/syntax.ts';

const SNAPSHOT = 'test/rules/barrels.snapshot.json';
const BARREL = /\/index(\.node|\.browser)?\.ts$/;

function exportedNames(file: string): string[] {
  const names: string[] = [];
  for (const node of nodesOf(file)) {
    if (node.type !== 'ExportSpecifier') continue;
    names.push((node['exported'] as { name: string }).name);
  }
  return names.sort();
}

const isReExport = (node: Node) => node.type === 'ExportNamedDeclaration' && node['source'] != null;

test('barrels list names and hold nothing else', () => {
  const problems: string[] = [];
  for (const file of sourceFiles().filter((f) => BARREL.test(f))) {
    for (const node of nodesOf(file)) {
      if (node.type === 'ExportAllDeclaration') problems.push(`${file}: export *`);
      if (node.type !== 'Program') continue;
      for (const statement of node['body'] as Node[]) {
        // The viewer's entry registers its elements by importing them; that is a bare import.
        const bare =
          statement.type === 'ImportDeclaration' && (statement['specifiers'] as unknown[]).length === 0;
        if (!isReExport(statement) && !bare) problems.push(`${file}: ${statement.type}`);
      }
    }
  }
  assert.deepEqual(problems, []);
});

test('the public names are those of the snapshot', () => {
  const barrels = sourceFiles().filter((f) => BARREL.test(f));
  const actual = Object.fromEntries(barrels.map((file) => [file, exportedNames(file)]));
  if (process.env['UPDATE_SNAPSHOTS'])
    writeFileSync(repoPath(SNAPSHOT), `${JSON.stringify(actual, null, 2)}\n`);
  assert.deepEqual(actual, JSON.parse(readText(SNAPSHOT)));
});
