/** Rules about what may be used inside which room. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles } from './support/sources.ts';
import { importsOf, nodesOf } from './support/syntax.ts';

interface PackageRule {
  readonly packages: RegExp;
  readonly allowed: (file: string) => boolean;
}

const inFolders =
  (...folders: string[]) =>
  (file: string) =>
    folders.some((folder) => file.startsWith(`${folder}/`));

const PACKAGE_RULES: readonly PackageRule[] = [
  { packages: /^(lit|@lit)(\/|$)/, allowed: inFolders('viewer/elements') },
  { packages: /^twgl\.js(\/|$)/, allowed: inFolders('viewer/render') },
  { packages: /^@tensorflow\//, allowed: inFolders('ffn/training', 'ffn/backends') },
  { packages: /^@cloudflare\//, allowed: inFolders('edge') },
  {
    packages: /^node:/,
    allowed: (file) =>
      file.endsWith('.node.ts') ||
      (file.startsWith('converters/') && !file.startsWith('converters/meshing/')),
  },
];

/** Types of a graphics API stay where that API is spoken. */
const TYPE_RULES: readonly { readonly names: RegExp; readonly allowed: (file: string) => boolean }[] = [
  { names: /^WebGL\w+$/, allowed: inFolders('viewer/render') },
  { names: /^GPU[A-Z]\w*$/, allowed: inFolders('ffn/kernels', 'ffn/backends') },
  { names: /^(R2Bucket|R2Object|ExecutionContext|KVNamespace)$/, allowed: inFolders('edge') },
];

const packageProblems = (file: string, specifier: string) =>
  PACKAGE_RULES.filter((rule) => rule.packages.test(specifier) && !rule.allowed(file)).map(
    () => `${file}: ${specifier} does not belong here`,
  );

test('a planted package in the wrong room is found', () => {
  assert.equal(packageProblems('viewer/state/x.ts', 'lit').length, 1);
  assert.equal(packageProblems('datasets/stores/x.ts', 'node:fs').length, 1);
  assert.equal(packageProblems('converters/meshing/x.ts', 'node:fs').length, 1);
  assert.equal(packageProblems('datasets/stores/x.node.ts', 'node:fs').length, 0);
});

test('packages are used in their rooms only', () => {
  const problems = sourceFiles().flatMap((file) =>
    importsOf(file).flatMap(({ specifier }) => packageProblems(file, specifier)),
  );
  assert.deepEqual(problems, []);
});

test('types of WebGL, WebGPU and Cloudflare are used in their rooms only', () => {
  const problems = new Set<string>();
  for (const file of sourceFiles()) {
    for (const node of nodesOf(file)) {
      if (node.type !== 'TSTypeReference') continue;
      const name = (node['typeName'] as { name?: string }).name ?? '';
      for (const rule of TYPE_RULES) {
        if (rule.names.test(name) && !rule.allowed(file))
          problems.add(`${file}: type ${name} does not belong here`);
      }
    }
  }
  assert.deepEqual([...problems], []);
});
