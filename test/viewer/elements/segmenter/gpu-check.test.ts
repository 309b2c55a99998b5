import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingGpu } from '../../../../viewer/elements/segmenter/gpu-check.ts';

test('what is missing is named, with its cure', async () => {
  const gpu = (adapter: object | null) => ({ requestAdapter: async () => adapter });
  assert.equal(await missingGpu({ isSecure: true, gpu: gpu({}) }), undefined);
  const words = async (...[around]: Parameters<typeof missingGpu>) =>
    (await missingGpu(around))?.message ?? '';
  assert.match(await words({ isSecure: false, gpu: gpu({}) }), /a page without encryption.*https/);
  assert.match(await words({ isSecure: true, gpu: undefined }), /a browser without it.*Chrome or Edge 113/);
  assert.match(await words({ isSecure: true, gpu: gpu(null) }), /no adapter.*hardware acceleration/);
  const broken = { requestAdapter: () => Promise.reject(new Error('gone')) };
  assert.match(await words({ isSecure: true, gpu: broken }), /no adapter/);
});
