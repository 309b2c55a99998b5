import assert from 'node:assert/strict';
import { test } from 'node:test';

/** Everything else in the browser suite draws or computes; without these two it would pass on nothing. */
test('this browser has WebGL2', () => {
  const gl = document.createElement('canvas').getContext('webgl2');
  assert.ok(gl, 'no WebGL2 context');
  assert.ok(gl.getParameter(gl.MAX_3D_TEXTURE_SIZE) >= 2048);
});

test('this browser has a WebGPU adapter and gives a device', async () => {
  assert.ok(navigator.gpu, 'no navigator.gpu');
  const adapter = await navigator.gpu.requestAdapter();
  assert.ok(adapter, 'no WebGPU adapter');
  const device = await adapter.requestDevice();
  device.destroy();
});
