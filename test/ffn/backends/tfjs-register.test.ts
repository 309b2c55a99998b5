import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerOwnKernels } from '../../../ffn/backends/index.ts';
import { loadTfjs } from '../../../ffn/backends/tfjs-library.ts';

test("a program's own backend gets our kernels, and its own back", async () => {
  const { core } = await loadTfjs();
  const names = core.getKernelsForBackend('webgpu').map(({ kernelName }) => kernelName);
  const of = (name: string) => core.getKernel(name, 'webgpu').kernelFunc;
  const before = names.map(of);
  const undo = registerOwnKernels(core);
  const changed = names.filter((name, i) => of(name) !== before[i]);
  for (const name of ['Conv3D', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2', 'Add', 'Tile'])
    assert.ok(changed.includes(name), name);
  assert.ok(!changed.includes('Conv2D'));
  undo();
  assert.deepEqual(names.map(of), before);
});
