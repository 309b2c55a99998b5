import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantiateKernels } from '../../../datasets/assembler/index.ts';

/** A page's realm under a policy of its own. */
async function pageWith(policy: string): Promise<{ WebAssembly: typeof WebAssembly; remove(): void }> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const page = frame.contentWindow as unknown as { WebAssembly: typeof WebAssembly };
  return { WebAssembly: page.WebAssembly, remove: () => frame.remove() };
}

test("a page's policy without 'wasm-unsafe-eval' gives no kernels, one with it does", async () => {
  const real = globalThis.WebAssembly;
  for (const [policy, isAllowed] of [
    ["script-src 'self'", false],
    ["script-src 'self' 'wasm-unsafe-eval'", true],
  ] as const) {
    const page = await pageWith(policy);
    Object.assign(globalThis, { WebAssembly: page.WebAssembly });
    try {
      assert.equal(instantiateKernels([]) !== null, isAllowed, policy);
    } finally {
      Object.assign(globalThis, { WebAssembly: real });
      page.remove();
    }
  }
});
