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
