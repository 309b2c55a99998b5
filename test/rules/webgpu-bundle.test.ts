/** What a page loads to grow an object on its GPU. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { repoPath } from '../support/paths.ts';

const MOST_BYTES = 60_000;

const ENTRY = `
  export { createWebgpuNetwork } from './ffn/backends/index.ts';
  export { openDevice } from './ffn/kernels/index.ts';
  export { createCanvas, createObjectSegmenter, segmentAt } from './ffn/inference/index.ts';`;

test('the kernels, the walk and the canvas fit into 60 kB gzip, without tfjs and onnxruntime', async (t) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: repoPath(), loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    logLevel: 'silent',
    loader: { '.wgsl': 'text' },
  });
  const bytes = gzipSync(outputFiles[0]!.contents).byteLength;
  t.diagnostic(`${bytes} bytes`);
  const loaded = Object.entries(Object.values(metafile.outputs)[0]!.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  for (const part of ['control.wgsl', 'object-segmenter.ts'])
    assert.ok(
      loaded.some((file) => file.endsWith(part)),
      part,
    );
  assert.deepEqual(
    loaded.filter((file) => /@tensorflow|backends\/tfjs|onnxruntime/.test(file)),
    [],
  );
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
});
