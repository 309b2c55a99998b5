import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import {
  CONV3D,
  type ComputeDevice,
  createPipeline,
  createStorage,
  openDevice,
  readBack,
  withErrorScopes,
} from '../../../ffn/kernels/index.ts';

let opened: ComputeDevice;

before(async () => {
  const { gpu, adapterName } = await createNodeGpu({ software: true });
  assert.equal(adapterName, 'google swiftshader');
  opened = await openDevice({ gpu });
});

after(() => opened.device.destroy());

test('the software adapter is known as one, and the driver choice is not left behind', () => {
  assert.ok(opened.isSoftware, opened.adapterName);
  assert.match(opened.adapterName, /swiftshader/i);
  assert.equal(process.env['VK_ICD_FILENAMES'], undefined);
});

test('what is written is read back', async () => {
  const values = Float32Array.of(1, -2.5, Number.NaN, Number.POSITIVE_INFINITY);
  const buffer = createStorage(opened.device, 'values', values);
  assert.equal(buffer.label, 'values');
  assert.deepEqual(await readBack(opened.device, buffer), values);
  buffer.destroy();
});

test('a call that the device refuses is thrown with its subject', async () => {
  const body = () => opened.device.createBuffer({ label: 'bad', size: 16, usage: 0x1 | 0x2 });
  await assert.rejects(withErrorScopes(opened.device, 'planted', body), {
    name: 'UnsupportedError',
    message: /^planted: expected GPU calls that succeed, got .*/,
  });
});

test('a shader that does not compile is thrown with its numbered text', async () => {
  const source = CONV3D.source.replace('params.batch', 'params.bach').replace('var low', 'var low: nothing');
  await assert.rejects(createPipeline(opened.device, { ...CONV3D, source }), {
    name: 'UnsupportedError',
    message:
      /shader conv3d\.wgsl: expected a text that compiles, got line \d+: [\s\S]*\n {3}1 \/\/ 3-D convolution/,
  });
});

test('without WebGPU the error says so', async () => {
  const gpu = { requestAdapter: async () => null } as unknown as GPU;
  await assert.rejects(openDevice({ gpu }), {
    name: 'UnsupportedError',
    message: /WebGPU adapter: expected a GPU/,
  });
});
