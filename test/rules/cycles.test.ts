import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles } from './support/sources.ts';
import { importsOf, resolveImport } from './support/syntax.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

/** @returns one cycle as a path whose first and last entry are the same, or undefined. */
function findCycle(graph: Graph): string[] | undefined {
  const state = new Map<string, 'open' | 'closed'>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (state.get(file) === 'closed') return undefined;
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file];
    state.set(file, 'open');
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    state.set(file, 'closed');
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return undefined;
}

test('a planted cycle is found', () => {
  const graph: Graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  assert.deepEqual(findCycle(graph), ['b', 'c', 'b']);
});

test('no file imports itself through others, types and lazy imports included', () => {
  const graph: Graph = new Map(
    sourceFiles().map((file) => [
      file,
      importsOf(file).flatMap(({ specifier }) => resolveImport(file, specifier) ?? []),
    ]),
  );
  assert.equal(findCycle(graph)?.join(' -> '), undefined);
});
