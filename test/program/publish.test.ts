/** From labels to readers on the net: `convert --all`, `publish` into a bucket, and the worker in front of that bucket. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { registerNodeCodecs } from '../../datasets/codecs/index.node.ts';
import { boxOf, xyz } from '../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { createHttpStore, type Store } from '../../datasets/stores/index.ts';
import { workerdTarget } from '../edge/conformance/targets.ts';
import { openPage } from '../support/chromium-page.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';
import { BUCKET, KEYS, type S3Server, startS3 } from '../support/s3-server.ts';
import { readDataset, writePhantom } from '../support/whole-dataset.ts';

const SIZE = 48;
let folder = '';
let s3: S3Server;
const at = (...parts: string[]) => join(folder, ...parts);

before(async () => {
  registerNodeCodecs();
  folder = await mkdtemp(join(tmpdir(), 'floodlight-published-'));
  s3 = await startS3();
  process.env['AWS_ACCESS_KEY_ID'] = KEYS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = KEYS.secretAccessKey;
  await writePhantom(folder, SIZE);
});
after(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const ALL = boxOf(xyz(0, 0, 0), xyz(SIZE, SIZE, SIZE));

const PAGE_SCRIPT = `
import { openPrecomputed } from './datasets/precomputed/index.ts';
import { createHttpStore } from './datasets/stores/index.ts';
globalThis.sumOf = async (url, size) => {
  const dataset = await openPrecomputed(createHttpStore(url));
  const { data } = await dataset.volume(0).read({ begin: [0, 0, 0], end: [size, size, size] });
  const sum = await crypto.subtle.digest('SHA-256', data);
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('');
};`;

/** A page of another origin, which sees what CORS lets it see and nothing more. */
async function readInChromium(workerUrl: string, labels: BigUint64Array): Promise<void> {
  const stdin = { contents: PAGE_SCRIPT, resolveDir: repoPath('.') };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
  });
  const site = createServer(
    (_, reply) => void reply.setHeader('Content-Type', 'text/html').end('<!doctype html>'),
  );
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const { page, close } = await openPage(`http://localhost:${(site.address() as AddressInfo).port}/`);
  try {
    await page.addScriptTag({ content: outputFiles[0]!.text });
    const expected = createHash('sha256').update(labels).digest('hex');
    for (const view of ['d', 'u', 'd', 'u']) {
      const url = `${workerUrl}/${view}/cells@1/segmentation`;
      const sum = await page.evaluate(
        ([at, size]) => {
          return (globalThis as unknown as { sumOf(url: string, size: number): Promise<string> }).sumOf(
            at,
            size,
          );
        },
        [url, SIZE] as const,
      );
      assert.equal(sum, expected, url);
    }
  } finally {
    await close();
    site.closeAllConnections();
    site.close();
  }
}

test('convert --all, publish, and the same bytes through the worker in both ways', async (context) => {
  const made = await runFloodlight(
    ...[
      'convert',
      `${at('labels.npz')}:a`,
      at('cells'),
      '--all',
      '--image',
      `${at('image.npz')}:a`,
      '--sharded',
    ],
    ...['--resolution', '8,8,8', '--chunk-size', '16,16,16'],
  );
  assert.equal(made.code, 0, made.stderr);
  const args = ['publish', at('cells'), `r2://${BUCKET}`, '--as', 'cells@1', '--endpoint', s3.endpoint];
  const planned = await runFloodlight(...args, '--dry-run');
  assert.match(planned.stdout, /^would send \d+ files.*on R2 \$/, planned.stderr);
  assert.equal(s3.objects.size, 0);
  const published = await runFloodlight(...args, '--json');
  assert.equal(published.code, 0, published.stderr);
  const report = JSON.parse(published.stdout) as { sent: number; views: string[] };
  assert.deepEqual(report.views, ['viewer.json']);
  assert.equal(report.sent, s3.objects.size - 1, 'and datasets.json');

  const objects = [...s3.objects].map(([key, { bytes, headers }]) => {
    const isGzip = headers['content-encoding'] === 'gzip';
    return [key, { bytes, ...(isGzip && { contentEncoding: 'gzip' as const }) }] as const;
  });
  const worker = await workerdTarget(Object.fromEntries(objects));
  context.after(() => worker.close());
  const local = await readDataset(createFileStore(at('cells', 'segmentation')));
  const stored = await readDataset(createHttpStore(`${worker.url}/d/cells@1/segmentation`));
  const whole = await readDataset(createHttpStore(`${worker.url}/u/cells@1/segmentation`));
  assert.ok(local.sharded.every(Boolean) && stored.sharded.every(Boolean));
  assert.ok(whole.sharded.every((sharded) => !sharded));
  assert.deepEqual(stored, local);
  assert.deepEqual({ ...whole, sharded: local.sharded }, local);
  const read = async (store: Store) => (await (await openPrecomputed(store)).volume(0).read(ALL)).data;
  await readInChromium(worker.url, local.scales[0] as BigUint64Array);
  assert.deepEqual(
    await read(createHttpStore(`${worker.url}/u/cells/image`)),
    await read(createFileStore(at('cells', 'image'))),
  );
});

test('mistakes are told before anything is sent', async () => {
  const at404 = [at('labels.npz'), `r2://${BUCKET}`, '--endpoint', s3.endpoint];
  const table: readonly (readonly [string[], RegExp])[] = [
    [[at('cells')], /expected DIR and r2:/],
    [[at('cells'), 'gs://bucket'], /expected r2:/],
    [[at('cells'), `r2://${BUCKET}`], /endpoint/],
    [[at('cells'), `r2://${BUCKET}`, '--endpoint', s3.endpoint, '--as', 'a/b'], /NAME@VERSION/],
    [at404, /files to publish|folder to read/],
  ];
  const before = s3.objects.size;
  for (const [args, message] of table) {
    const { code, stderr } = await runFloodlight('publish', ...args);
    assert.notEqual(code, 0);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /at .*\.ts:|secret/);
  }
  assert.equal(s3.objects.size, before);
});
