/** A process of its own: whether there is WebAssembly is asked once a thread, at the first use. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meshLabels } from '../../../../converters/meshing/index.ts';
import { drawKernels } from '../../../../converters/meshing/kernels/draw-kernels.ts';
import { findKernels } from '../../../../converters/meshing/kernels/find-kernels.ts';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { assertClosedManifold, eulerCharacteristic, labelBlock, signedVolume } from '../mesh-checks.ts';

test('where code may not be made at run time, labels are meshed in TypeScript', () => {
  class Module {
    constructor() {
      throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
    }
  }
  const real = WebAssembly.Module;
  Object.assign(WebAssembly, { Module });
  try {
    assert.equal(drawKernels(), null);
    assert.equal(findKernels(), null);
    const meshes = meshLabels(
      labelBlock(xyz(7, 5, 3), (x, y, z) => Number(x === 3 && y === 2 && z === 1) + 1),
    );
    const [hollow, lone] = [meshes.get(1n)!, meshes.get(2n)!];
    for (const mesh of [hollow, lone]) assertClosedManifold(mesh);
    assert.equal(signedVolume(lone), 1 / 6);
    assert.equal(eulerCharacteristic(hollow), 4);
  } finally {
    Object.assign(WebAssembly, { Module: real });
  }
});
