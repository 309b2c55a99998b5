/** A phantom has the same bytes everywhere: only arithmetic that IEEE 754 defines to the bit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesBelow, readText } from './support/sources.ts';

/** Exact in every engine. Math.round is, too, but differs from what other languages call so. */
const ALLOWED = ['abs', 'ceil', 'floor', 'imul', 'max', 'min', 'round', 'sqrt', 'trunc'];

/** Code without comments and without what stands in quotes. */
const codeOf = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'/gm, '');

function findForbidden(code: string): string[] {
  const calls = [...code.matchAll(/\bMath\s*(?:\.\s*(\w+)|(\[))/g)];
  return [
    ...calls.flatMap(([, name]) => (name !== undefined && ALLOWED.includes(name) ? [] : [`Math.${name}`])),
    ...(code.match(/\*\*|\b(?:Date|performance|crypto|Intl)\b|\{[^}]*\} = Math\b/g) ?? []),
  ];
}

test('the phantom uses no arithmetic that could differ between machines', () => {
  const files = filesBelow('datasets/phantom', '.ts');
  assert.ok(files.length > 20, `${files.length} files`);
  const found = files.flatMap((file) =>
    findForbidden(codeOf(readText(file))).map((what) => `${file}: ${what}`),
  );
  assert.deepEqual(found, []);
});

test('what is forbidden would be found', () => {
  for (const code of [
    'Math.sin(x)',
    'Math.random()',
    'x ** 2',
    'const { exp } = Math;',
    "Math['pow']",
    'Date.now()',
  ]) {
    assert.notDeepEqual(findForbidden(codeOf(code)), [], code);
  }
});
