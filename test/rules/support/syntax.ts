import { dirname, join } from 'node:path';
import { type ParserOptions, parse } from '@babel/parser';
import { readText } from './sources.ts';

export interface Node {
  readonly type: string;
  readonly loc?: { readonly start: { line: number }; readonly end: { line: number } } | null;
  readonly [key: string]: unknown;
}

const OPTIONS: ParserOptions = { sourceType: 'module', plugins: ['typescript', 'decorators-legacy'] };

/** Every node of a file's syntax tree, parents first. */
export function* nodesOf(file: string): Generator<Node> {
  yield* walk(parse(readText(file), OPTIONS).program as unknown as Node);
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child === 'object' && typeof (child as Node).type === 'string')
        yield* walk(child as Node);
    }
  }
}

export interface Import {
  readonly specifier: string;
  /** Loaded only when needed: `import('…')`. */
  readonly lazy: boolean;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** All imports and re-exports of a file: static, lazy and of types. */
export function importsOf(file: string): Import[] {
  const imports: Import[] = [];
  for (const node of nodesOf(file)) {
    const specifier = specifierOf(node);
    if (specifier === undefined) continue;
    imports.push({
      specifier,
      lazy: node.type === 'CallExpression' || node.type === 'ImportExpression',
      typeOnly:
        node['importKind'] === 'type' || node['exportKind'] === 'type' || node.type === 'TSImportType',
      line: node.loc?.start.line ?? 0,
    });
  }
  return imports;
}

function specifierOf(node: Node): string | undefined {
  const literal = (value: unknown) => (value as { value?: string } | null | undefined)?.value;
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return literal(node['source']);
    case 'TSImportType':
      return literal(node['argument']);
    case 'CallExpression':
      if ((node['callee'] as Node).type !== 'Import') return undefined;
      return literal((node['arguments'] as unknown[])[0]);
    default:
      return undefined;
  }
}

/** @returns the repository path a relative specifier points at; undefined for packages. */
export function resolveImport(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? join(dirname(file), specifier) : undefined;
}
