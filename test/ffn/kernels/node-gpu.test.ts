import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';

test('SwiftShader is found, and the environment is as before', async () => {
  process.env['VK_ICD_FILENAMES'] = '/no/such/driver.json';
  const { adapterName } = await createNodeGpu({ software: true });
  assert.equal(adapterName, 'google swiftshader');
  assert.equal(process.env['VK_ICD_FILENAMES'], '/no/such/driver.json');
  delete process.env['VK_ICD_FILENAMES'];
});

test('a missing driver is named, with how to get it', async () => {
  await assert.rejects(createNodeGpu({ software: true, driverFolders: ['/no/such/folder'] }), {
    name: 'UnsupportedError',
    message:
      /software WebGPU: expected vk_swiftshader_icd\.json of Chromium, got none\. On Debian: apt install chromium/,
  });
});

test('a missing adapter is named where nothing but a driver lacks', async () => {
  process.env['VK_ICD_FILENAMES'] = '/no/such/driver.json';
  const opening = createNodeGpu({ software: false });
  await assert.rejects(opening, {
    name: 'UnsupportedError',
    message: /WebGPU adapter: expected a GPU with a driver/,
  });
  delete process.env['VK_ICD_FILENAMES'];
});
