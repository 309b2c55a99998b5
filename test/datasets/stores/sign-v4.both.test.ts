/** The worked examples of Amazon's S3 API reference, "Authenticating Requests". */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signV4 } from '../../../datasets/stores/index.ts';

const example = {
  method: 'GET',
  region: 'us-east-1',
  date: new Date('2013-05-24T00:00:00Z'),
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
} as const;
const HOST = 'https://examplebucket.s3.amazonaws.com';

test('GET of a range', async () => {
  const headers = await signV4({ ...example, url: `${HOST}/test.txt`, headers: { Range: 'bytes=0-9' } });
  assert.equal(
    headers['authorization'],
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
  assert.equal(headers['x-amz-date'], '20130524T000000Z');
});

test('a query, in any order, and one without value', async () => {
  const signatureOf = async (query: string) =>
    /Signature=(\w+)/.exec((await signV4({ ...example, url: `${HOST}/?${query}` }))['authorization'])?.[1];
  const listing = '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7';
  assert.equal(await signatureOf('max-keys=2&prefix=J'), listing);
  assert.equal(await signatureOf('prefix=J&max-keys=2'), listing);
  assert.equal(
    await signatureOf('lifecycle'),
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  );
});

test('a session token is sent and signed', async () => {
  const credentials = { ...example.credentials, sessionToken: 'token' };
  const headers = await signV4({ ...example, credentials, url: `${HOST}/a` });
  assert.equal(headers['x-amz-security-token'], 'token');
  assert.match(
    headers['authorization'],
    /SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,/,
  );
});

test('PUT with a body and headers of its own', async () => {
  const headers = await signV4({
    ...example,
    method: 'PUT',
    url: `${HOST}/test$file.text`,
    headers: { Date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    // Of `Welcome to Amazon S3.`
    bodySha256: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
  });
  assert.match(
    headers['authorization'],
    /SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,/,
  );
  assert.match(
    headers['authorization'],
    /Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/,
  );
});
