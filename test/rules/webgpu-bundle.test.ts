/** What a page loads to grow an object on its GPU. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { BARE_SHADERS } from '../../scripts/lib/bare-shaders.ts';
import { repoPath } from '../support/paths.ts';

/** The limit that was set is 60 kB; a third of it is what is needed. */
const MOST_BYTES = 30_000;

const ENTRY = `
  export { createWebgpuNetwork } from './ffn/backends/index.ts';
  export { openDevice } from './ffn/kernels/index.ts';
  export { createCanvas, createObjectSegmenter, segmentAt } from './ffn/inference/index.ts';`;

/** The entry's own chunk and all that it imports before it runs. */
function atOnce(outputs: Metafile['outputs']): string[] {
  const names = Object.keys(outputs).filter((name) => outputs[name]!.entryPoint === '<stdin>');
  for (const name of names) {
    const { imports } = outputs[name]!;
    for (const { kind, path } of imports)
      if (kind === 'import-statement' && !names.includes(path)) names.push(path);
  }
  return names;
}

test('the kernels, the walk and the canvas fit into 30 kB gzip, without tfjs and onnxruntime', async (t) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: repoPath(), loader: 'ts' },
    bundle: true,
    splitting: true,
    outdir: 'out',
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    logLevel: 'silent',
    plugins: [BARE_SHADERS],
  });
  const chunks = atOnce(metafile.outputs);
  const bytes = outputFiles
    .filter(({ path }) => chunks.some((name) => path.endsWith(name)))
    .reduce((sum, { contents }) => sum + gzipSync(contents).byteLength, 0);
  t.diagnostic(`${bytes} bytes`);
  const loaded = chunks
    .flatMap((name) => Object.entries(metafile.outputs[name]!.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  for (const part of ['control.wgsl', 'object-segmenter.ts'])
    assert.ok(
      loaded.some((file) => file.endsWith(part)),
      part,
    );
  assert.deepEqual(
    loaded.filter((file) => /@tensorflow|backends\/tfjs|onnxruntime|matrix-stack/.test(file)),
    [],
  );
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
});
