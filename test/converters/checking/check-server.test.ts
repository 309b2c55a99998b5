import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { checkServer } from '../../../converters/checking/index.ts';
import { OBJECTS } from '../../edge/conformance/objects.ts';
import { serveTarget, workerdTarget } from '../../edge/conformance/targets.ts';
import { BROKEN, startBroken } from './broken-servers.ts';

/** What was planted in each; nothing else may be found. */
const PLANTED: Readonly<Record<string, readonly string[]>> = {
  simple: [
    ...[
      'cors-missing',
      'cors-exposed',
      'preflight',
      'range',
      'range-open',
      'range-suffix',
      'range-clamp',
      'range-beyond',
    ],
    ...['etag', 'cache-control', 'nosniff'],
  ],
  bareErrors: ['cors-missing', 'cors-refused', 'range-beyond-size', 'not-modified'],
  lyingRanges: ['range', 'range-open', 'range-suffix', 'range-clamp', 'range-beyond'],
  compressing: ['missing', 'range-encoding'],
  noValidators: ['missing', 'head', 'if-range', 'etag', 'not-modified'],
};

for (const name of Object.keys(BROKEN)) {
  test(`planted faults, all of them and no others: ${name}`, async (context) => {
    const server = await startBroken(name);
    context.after(() => server.close());
    const { results, url } = await checkServer(server.url);
    assert.equal(url, `${server.url}/info`);
    const found = results.filter((result) => result.found !== undefined).map(({ id }) => id);
    assert.deepEqual(found.sort(), [...PLANTED[name]!].sort());
  });
}

const BINARY = ['/u/vol@1/mesh/77.index', '/d/vol@1/row/0.shard'];
const JSON_FILES = ['/data/ds', '/d/vol@1', '/u/vol@1'];

async function foundAt(url: string): Promise<string[]> {
  const { results } = await checkServer(url);
  return results.filter(({ found }) => found !== undefined).map(({ id }) => id);
}

test('our own servers have none: of datasets, versions, whole-chunk views, files', async (context) => {
  const serve = await serveTarget(OBJECTS);
  context.after(() => serve.close());
  for (const path of [...BINARY, ...JSON_FILES]) assert.deepEqual(await foundAt(serve.url + path), [], path);
  const worker = await workerdTarget(OBJECTS);
  context.after(() => worker.close());
  for (const path of BINARY) assert.deepEqual(await foundAt(worker.url + path), [], path);
  // The simulator of Cloudflare's network compresses JSON, parts of it too, although our answers say no-transform.
  for (const path of JSON_FILES) assert.deepEqual(await foundAt(worker.url + path), ['range-encoding'], path);
});

test('no dataset, no server, no answer, no URL', async (context) => {
  const target = await serveTarget(OBJECTS);
  context.after(() => target.close());
  await assert.rejects(checkServer(`${target.url}/data/none`), /expected a dataset with an info.*status 404/);
  await assert.rejects(checkServer('http://127.0.0.1:9/x'), /expected an answer, got .*ECONNREFUSED/);
  await assert.rejects(checkServer('ftp://x/y'), /expected an http\(s\) URL/);
  const slammer = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => slammer.listen(0, '127.0.0.1', resolve));
  context.after(() => slammer.close());
  await assert.rejects(
    checkServer(`http://127.0.0.1:${(slammer.address() as AddressInfo).port}/`),
    /expected an answer/,
  );
});
