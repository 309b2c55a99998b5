/** What the set-up relies on. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { repoPath } from '../support/paths.ts';
import { readText } from './support/sources.ts';

const manifest = JSON.parse(readText('package.json')) as Record<string, Record<string, unknown>>;

test('install scripts: node may run its own, onnxruntime-node may not reach out', () => {
  assert.deepEqual(manifest['allowScripts'], { node: true, 'onnxruntime-node': false });
  assert.deepEqual(manifest['overrides'], { ikonate: '1.1.1' });
});

test('optional packages were not silently removed', () => {
  const names = Object.keys(manifest['optionalDependencies'] ?? {});
  assert.ok(names.includes('onnxruntime-node') && names.includes('@tensorflow/tfjs-core'));
  for (const name of names)
    assert.ok(existsSync(repoPath(`node_modules/${name}/package.json`)), `${name} is absent`);
});

test('the lockfile names versions and hashes but no addresses', () => {
  const lock = JSON.parse(readText('package-lock.json')) as {
    packages: Record<string, { resolved?: string }>;
  };
  const addresses = Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes('://'));
  assert.deepEqual(addresses, []);
});

test('tests run on the Node of the dev dependency', () => {
  assert.equal(process.versions.node.split('.')[0], readText('.nvmrc').trim());
});
