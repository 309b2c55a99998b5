/**
 * `node scripts/gpu-bench.ts DIR`: puts the GPU bench into one folder for a machine that has a GPU, Node 22 and nothing of ours:
 * gpu-bench.mjs with everything inside, the `webgpu` package beside it, and PyTorch's side of the comparison.
 */
import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { SHADER_LOADERS } from './lib/assets.ts';
import { ROOT } from './lib/paths.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node scripts/gpu-bench.ts DIR');
  process.exit(2);
}
const out = resolve(folder);
await mkdir(join(out, 'node_modules'), { recursive: true });
await build({
  entryPoints: { 'gpu-bench': join(ROOT, 'test/bench/gpu/main.ts') },
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  loader: SHADER_LOADERS,
  // Machine code that it looks for beside itself; onnxruntime is for machines without a GPU.
  external: ['webgpu', 'onnxruntime-node'],
  logLevel: 'error',
});
await cp(join(ROOT, 'node_modules/webgpu'), join(out, 'node_modules/webgpu'), {
  recursive: true,
  // Of one platform: the others are a hundred megabytes each.
  filter: (path) =>
    !/webgpu\/(build|dist\/.+)/.test(path) || path.includes(`${process.platform}-${process.arch}`),
});
for (const name of ['torch_step.py', 'torch_train.py'])
  await cp(join(ROOT, 'test/bench/support', name), join(out, name));
const peer = join(out, 'case');
console.log(`node ${join(out, 'gpu-bench.mjs')} --peer ${peer}
python3 ${join(out, 'torch_step.py')} ${peer}-f32
python3 ${join(out, 'torch_train.py')} ${peer}-train`);
