import { BARE_SHADERS } from './bare-shaders.ts';
import { UNUSED_SHAPES } from './unused-shapes.ts';

/** What esbuild makes of files that are not code. */
export const SHADER_LOADERS = { '.wgsl': 'text', '.vert': 'text', '.frag': 'text' } as const;

/**
 * What a bundle for browsers takes besides code. Draco's decoder is a file of its own, fetched with the first mesh that
 * needs it; what it does in Node is not taken. TensorFlow.js is for the program: what pages run of the FFN goes without.
 */
export const BROWSER_ASSETS = {
  loader: { ...SHADER_LOADERS, '.wasm': 'file' as const },
  external: ['node:fs', '@tensorflow/*'],
  plugins: [BARE_SHADERS, UNUSED_SHAPES],
};
