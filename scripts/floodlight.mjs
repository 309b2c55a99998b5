#!/usr/bin/env node
/**
 * The program `floodlight`. In a checkout it is built first if sources changed; in the published package it is there.
 * Plain JavaScript on purpose: it may be started by an older Node, and hands over to the Node 24 beside it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_24 = join(ROOT, 'node_modules/node/bin/node');
const OWN_NODE_MAJOR = Number(process.versions.node.split('.')[0]);

if (OWN_NODE_MAJOR < 24 && existsSync(NODE_24)) {
  const result = spawnSync(NODE_24, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exit(result.status ?? (result.signal === 'SIGINT' ? 130 : 1));
}

const isCheckout = existsSync(join(ROOT, 'converters/cli.ts'));
if (isCheckout && !existsSync(NODE_24)) {
  process.stderr.write(
    'floodlight: expected installed packages, got a bare checkout. Run "npm start" or "npm test" once.\n',
  );
  process.exit(1);
}
if (isCheckout) {
  const { buildIfChanged } = await import(pathToFileURL(join(ROOT, 'scripts/build.ts')).href);
  await buildIfChanged();
}
await import(pathToFileURL(join(ROOT, 'dist/program/cli.js')).href);
