/** Things that may not stand in the text of the sources. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesBelow, readText, sourceFiles } from './support/sources.ts';
import { nodesOf } from './support/syntax.ts';

const ofType = (type: string, files: string[]) =>
  files.flatMap((file) =>
    Array.from(nodesOf(file))
      .filter((node) => node.type === type)
      .map((node) => ({ file, node, where: `${file}:${node.loc?.start.line}` })),
  );

test('no type is any, no check is silenced', () => {
  const files = [...sourceFiles(), ...filesBelow('scripts', '.ts'), ...filesBelow('test', '.ts')];
  assert.deepEqual(
    ofType('TSAnyKeyword', files).map(({ where }) => where),
    [],
  );
  const silenced = files.filter((file) => /^\s*(\/\/|\/\*)\s*@ts-(ignore|nocheck)/m.test(readText(file)));
  assert.deepEqual(silenced, []);
});

test('errors are of our own typed classes', () => {
  const bare = ofType('ThrowStatement', sourceFiles()).filter(({ node }) => {
    const thrown = node['argument'] as { type: string; callee?: { name?: string } };
    return thrown.type === 'NewExpression' && thrown.callee?.name === 'Error';
  });
  assert.deepEqual(
    bare.map(({ where }) => where),
    [],
  );
});

test('sources use plain JavaScript with types: no enums, namespaces or parameter properties', () => {
  for (const type of ['TSEnumDeclaration', 'TSModuleDeclaration', 'TSParameterProperty']) {
    const found = ofType(type, sourceFiles()).filter(
      // `declare global { … }` is how an element types its tag and its events.
      ({ node }) => !(type === 'TSModuleDeclaration' && node['declare'] === true),
    );
    assert.deepEqual(
      found.map(({ where }) => where),
      [],
      type,
    );
  }
});

test('shader text stands in shaders/ only', () => {
  const markers = /#version 300|@compute|@workgroup_size|gl_Position|\bprecision highp\b/;
  const found = ofType('TemplateElement', sourceFiles())
    .concat(ofType('StringLiteral', sourceFiles()))
    .filter(({ node }) => {
      const value = node['value'] as string | { raw: string };
      return markers.test(typeof value === 'string' ? value : value.raw);
    });
  assert.deepEqual(
    found.map(({ where }) => where),
    [],
  );
});

test('nothing names a machine, a registry host or a temporary work place', () => {
  const files = [
    ...sourceFiles(),
    ...['scripts', 'test', 'docs'].flatMap((folder) => filesBelow(folder, '')),
  ].concat('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'package-lock.json');
  // Written apart so that this file does not find itself.
  const hosts = new RegExp(['registry', 'npmjs'].join('\\.').concat('|/', 'work/', '(main|shared)'));
  assert.deepEqual(
    files.filter((file) => hosts.test(readText(file))),
    [],
  );
});
