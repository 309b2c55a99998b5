/** Neuroglancer's decoders in C++, as its npm package holds them. */
import { readFile } from 'node:fs/promises';
import { repoPath } from '../../support/paths.ts';

export interface NeuroglancerWasm {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  /** The module's own functions: numbers and addresses in, a code out. */
  readonly [name: string]: unknown;
}

/** @param path below the package's `lib`. */
export async function openNeuroglancerWasm(path: string): Promise<NeuroglancerWasm> {
  const wasm = await readFile(repoPath('node_modules/neuroglancer/lib', path));
  const stubs = { emscripten_notify_memory_growth: () => {}, proc_exit: () => {} };
  const imports = { env: stubs, wasi_snapshot_preview1: stubs };
  const { instance } = await WebAssembly.instantiate(new Uint8Array(wasm), imports);
  (instance.exports['_initialize'] as () => void)();
  return instance.exports as unknown as NeuroglancerWasm;
}
