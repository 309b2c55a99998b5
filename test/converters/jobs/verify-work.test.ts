import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDataset } from '../../../converters/jobs/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { changed, meshed } from './datasets.ts';

test('what an unfinished run has left is one problem, not strays; a view is none', async () => {
  const store = await changed(await meshed(), {
    '.floodlight-skeletons/plan.json': new Uint8Array(2),
    '.floodlight-skeletons/blocks/0.pieces': new Uint8Array(2),
    '.floodlight-lookalike': new Uint8Array(1),
    'viewer.json': new Uint8Array(2),
  });
  const { problems, strays } = await verifyDataset(store);
  assert.deepEqual(
    problems.map(({ kind, text }) => `${kind} ${text}`),
    [
      'unfinished ds/.floodlight-skeletons: expected no unfinished run, got 2 objects of one. Give the same command again: it goes on from there',
    ],
  );
  assert.deepEqual(strays, ['.floodlight-lookalike']);
});

test('a conversion that was not finished has no info, and is told as that', async () => {
  const store = createMemoryStore('mem', [['.floodlight-convert/plan.json', new Uint8Array(2)]]);
  await assert.rejects(() => verifyDataset(store), /got a conversion that was not finished\. Give the same/);
});
