/** Files and functions a reader can hold in the head. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText, sourceFiles } from './support/sources.ts';
import { type Node, nodesOf } from './support/syntax.ts';

const MAX_FILE_LINES = 300;
const MEDIAN_FILE_LINES = 130;
const MAX_FUNCTION_LINES = 60;
const MAX_PARAMETERS = 4;

/** Files that may be longer, each with its reason. */
const LONGER: Record<string, string> = {};

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
]);

const lineCount = (file: string) => readText(file).split('\n').length - 1;
const nameOf = (node: Node) =>
  ((node['id'] ?? node['key']) as { name?: string } | null | undefined)?.name ?? 'a function';

test('no file is longer than the limit, and half are short', () => {
  const counts = sourceFiles().map((file) => ({ file, lines: lineCount(file) }));
  const long = counts.filter(({ file, lines }) => lines > MAX_FILE_LINES && !LONGER[file]);
  assert.deepEqual(long, []);
  const sorted = counts.map(({ lines }) => lines).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] as number;
  assert.ok(
    median <= MEDIAN_FILE_LINES,
    `median file: expected at most ${MEDIAN_FILE_LINES} lines, got ${median}`,
  );
});

test('functions are short and take few positional parameters', () => {
  const problems: string[] = [];
  for (const file of sourceFiles()) {
    for (const node of nodesOf(file)) {
      if (!FUNCTIONS.has(node.type) || !node.loc) continue;
      const lines = node.loc.end.line - node.loc.start.line + 1;
      const where = `${file}:${node.loc.start.line} ${nameOf(node)}`;
      if (lines > MAX_FUNCTION_LINES) problems.push(`${where}: ${lines} lines`);
      const parameters = (node['params'] as unknown[]).length;
      if (parameters > MAX_PARAMETERS) problems.push(`${where}: ${parameters} parameters`);
    }
  }
  assert.deepEqual(problems, []);
});
