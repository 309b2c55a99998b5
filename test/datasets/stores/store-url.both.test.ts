import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRemoteStore, parseBucketUrl } from '../../../datasets/stores/index.ts';

test('bucket URLs lead to the hosts that their owners document', () => {
  const root = (url: string, options = {}) => parseBucketUrl(url, options)?.rootUrl;
  assert.equal(
    root('gs://neuroglancer-public-data/flyem_fib-25/image'),
    'https://storage.googleapis.com/neuroglancer-public-data',
  );
  assert.equal(root('s3://bucket/a'), 'https://bucket.s3.amazonaws.com');
  assert.equal(root('s3://bucket/a', { region: 'eu-west-1' }), 'https://bucket.s3.eu-west-1.amazonaws.com');
  assert.equal(
    root('s3://my.bucket/a', { region: 'eu-west-1' }),
    'https://s3.eu-west-1.amazonaws.com/my.bucket',
  );
  assert.equal(root('s3://bucket', { endpoint: 'https://minio.lab:9000/' }), 'https://minio.lab:9000/bucket');
  const endpoint = 'https://account.r2.cloudflarestorage.com';
  assert.equal(root('r2://bucket/a/', { endpoint }), `${endpoint}/bucket`);
  assert.equal(parseBucketUrl('r2://bucket/a/', { endpoint })?.region, 'auto');
  assert.equal(parseBucketUrl('s3://bucket//a/b//')?.folder, 'a/b');
  assert.equal(parseBucketUrl('https://host/a'), undefined);
});

test('what cannot be opened is refused by name', () => {
  assert.throws(() => openRemoteStore('r2://bucket/a'), /expected an endpoint/);
  assert.throws(() => openRemoteStore('s3://'), /no bucket/);
  assert.throws(() => openRemoteStore('ftp://host/x'), /ftp:\/\/host\/x: expected http\(s\).*got ftp/);
});
