import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  createBucketClient,
  type PublishOptions,
  publishFolder,
  rollBack,
  withdrawVersion,
} from '../../../converters/publishing/index.ts';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { parseBucketUrl } from '../../../datasets/stores/index.ts';
import { BUCKET, KEYS, type S3Server, startS3 } from '../../support/s3-server.ts';

let s3: S3Server;
let folder = '';

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  info: '{}',
  '8_8_8/0-64_0-64_0-64': 'first chunk',
  '8_8_8/64-128_0-64_0-64.gz': gzipSync('second chunk'),
  'mesh/info': '{}',
  'mesh/7:0': '{"fragments": []}',
  'a name (with) marks!': 'x',
  empty: '',
  '.zattrs': '{}',
  '.floodlight-lock': 'not for the world',
};

beforeEach(async () => {
  s3 = await startS3();
  folder = await mkdtemp(join(tmpdir(), 'floodlight-publish-'));
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
});
afterEach(async () => {
  await s3.close();
  await rm(folder, { recursive: true });
});

const bucketOf = (aws = KEYS) =>
  createBucketClient(parseBucketUrl(`r2://${BUCKET}`, { endpoint: s3.endpoint })!, {
    aws,
    retry: { baseDelayMs: 1, maxAttempts: 4 },
  });

const publish = (options: Partial<PublishOptions> = {}) =>
  publishFolder(bucketOf(), {
    ...{ folder, prefix: '', concurrency: 3, force: false, dryRun: false },
    ...{ name: { name: 'cells', version: '1' }, ...options },
  });

const catalogue = () =>
  JSON.parse(new TextDecoder().decode(s3.objects.get('datasets.json')?.bytes)) as unknown;
const text = (key: string) => new TextDecoder().decode(s3.objects.get(key)?.bytes);
const puts = () => s3.requests.filter((line) => line.startsWith('PUT')).map((line) => line.slice(4));

test('all files arrive with their types and encodings, info late, the list of datasets last', async () => {
  const report = await publish();
  assert.deepEqual([report.objects, report.sent, report.present], [8, 8, 0]);
  assert.equal(text('cells@1/8_8_8/0-64_0-64_0-64'), 'first chunk');
  assert.equal(text('cells@1/a name (with) marks!'), 'x');
  assert.equal(text('cells@1/empty'), '');
  assert.equal(s3.objects.has('cells@1/.floodlight-lock'), false);
  const packed = s3.objects.get('cells@1/8_8_8/64-128_0-64_0-64');
  assert.equal(packed?.headers['content-encoding'], 'gzip');
  assert.equal(packed?.headers['content-type'], 'application/octet-stream');
  assert.equal(s3.objects.get('cells@1/info')?.headers['content-type'], 'application/json');
  assert.deepEqual(new Set(puts().slice(-3, -1)), new Set(['cells@1/info', 'cells@1/mesh/info']));
  assert.equal(puts().at(-1), 'datasets.json');
  assert.deepEqual(catalogue(), { datasets: { cells: { version: '1', versions: ['1'] } } });
});

test('what is there is left out, whatever a break left; a dry run sends nothing', async () => {
  await publish();
  s3.objects.delete('cells@1/mesh/7:0');
  s3.objects.delete('datasets.json');
  s3.requests.length = 0;
  assert.equal((await publish({ dryRun: true })).sent, 1);
  assert.deepEqual(puts(), []);
  assert.deepEqual((await publish()).present, 7);
  assert.deepEqual(puts(), ['cells@1/mesh/7:0', 'datasets.json']);
});

test('a published version does not change, but by force', async () => {
  await publish();
  await writeFile(join(folder, 'empty'), 'no longer');
  await assert.rejects(publish(), /cells@1: expected the files that are published.*cells@1\/empty/);
  assert.equal(text('cells@1/empty'), '');
  await publish({ force: true });
  assert.equal(text('cells@1/empty'), 'no longer');
});

test('versions follow each other, and the name goes back by one write', async () => {
  await publish();
  await publish({ name: { name: 'cells', version: '2' } });
  assert.deepEqual(catalogue(), { datasets: { cells: { version: '2', versions: ['1', '2'] } } });
  s3.requests.length = 0;
  await rollBack(bucketOf(), '', { name: 'cells', version: '1' });
  assert.deepEqual(catalogue(), { datasets: { cells: { version: '1', versions: ['1', '2'] } } });
  assert.deepEqual(puts(), ['datasets.json']);
  await assert.rejects(
    rollBack(bucketOf(), '', { name: 'cells', version: '3' }),
    /expected a published version, got 1, 2/,
  );
});

test('a version is withdrawn: the list says so before its files go, and a break is made good', async () => {
  await publish();
  await publish({ name: { name: 'cells', version: '2' } });
  s3.requests.length = 0;
  assert.equal(await withdrawVersion(bucketOf(), '', { name: 'cells', version: '1' }), 8);
  const withdrawn = { cells: { version: '2', versions: ['1', '2'], withdrawn: ['1'] } };
  assert.deepEqual(catalogue(), { datasets: withdrawn });
  const changes = s3.requests.filter((line) => !line.startsWith('GET'));
  assert.deepEqual([changes[0], changes.length], ['PUT datasets.json', 9]);
  assert.deepEqual(
    [...s3.objects.keys()].filter((key) => key.startsWith('cells@1/')),
    [],
  );
  assert.equal(s3.objects.has('cells@2/info'), true);
  // As a break would have left it.
  s3.objects.set('cells@1/info', s3.objects.get('cells@2/info')!);
  assert.equal(await withdrawVersion(bucketOf(), '', { name: 'cells', version: '1' }), 1);
  assert.deepEqual(catalogue(), { datasets: withdrawn });
  await assert.rejects(
    rollBack(bucketOf(), '', { name: 'cells', version: '1' }),
    /expected a published version, got 2/,
  );
  await assert.rejects(withdrawVersion(bucketOf(), '', { name: 'cells', version: '3' }), /got 2/);
  await assert.rejects(publish(), /cells@1: expected the files that are published/);
  await publish({ force: true });
  assert.deepEqual(catalogue(), { datasets: { cells: { version: '1', versions: ['1', '2'] } } });
});

test('two who publish at once both end up in the list', async () => {
  const names = ['a', 'b', 'c', 'd'].map((name) => ({ name, version: '1' }));
  await Promise.all(names.map((name) => publish({ name })));
  const { datasets } = catalogue() as { datasets: object };
  assert.deepEqual(Object.keys(datasets), ['a', 'b', 'c', 'd']);
});

test('large files go in parts, and are known again', async () => {
  const large = new Uint8Array(2 ** 25 + 5).map((_, i) => i & 255);
  await writeFile(join(folder, 'large'), large);
  await publish({ concurrency: 1 });
  assert.equal(Buffer.compare(s3.objects.get('cells@1/large')!.bytes, large), 0);
  assert.equal((await publish()).sent, 0);
});

test('faults of the host are tried again; refusals are told in its words', async () => {
  s3.failures.push(503, 500, 429);
  await publish();
  assert.equal(s3.objects.size, 9);
  const stranger = bucketOf({ ...KEYS, secretAccessKey: 'wrong' } as unknown as typeof KEYS);
  await assert.rejects(stranger.list(''), (error) => {
    return isFloodlightError(error, 'forbidden') && /SignatureDoesNotMatch/.test(error.message);
  });
});
