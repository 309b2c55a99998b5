/** Joins the many small chunks that esbuild makes of shared modules into a few. */
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Metafile, transform } from 'esbuild';
import { type OutputChunk, type Plugin, rollup } from 'rollup';
import { entriesThatReach } from './chunk-graph.ts';

/**
 * esbuild makes a chunk for each set of entries, lazy ones included, that share it: forty files where a page needs four. Each
 * costs a request before the first picture, and small files pack badly. Modules that the same entries reach, at once and later,
 * become one file, so that nothing is loaded where it was not before.
 *
 * @param folder Where esbuild wrote; its scripts are replaced.
 * @returns What is written, with each chunk's own imports.
 */
export async function gatherChunks(folder: string, metafile: Metafile): Promise<OutputChunk[]> {
  const groups = entriesThatReach(metafile);
  const entries = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint !== undefined);
  const names = entries.map(([file]) => basename(file)).filter((name) => groups.entries.has(name));
  const bundle = await rollup({
    input: Object.fromEntries(names.map((name) => [name.replace(/\.js$/, ''), join(folder, name)])),
    plugins: [mappedFiles, minified],
    external: (id) => !/^[./]/.test(id),
    preserveEntrySignatures: 'strict',
    treeshake: false,
    onwarn: ({ code, message }) => {
      if (code !== 'CIRCULAR_CHUNK') throw new Error(`bundle: ${message}`);
    },
  });
  for (const file of Object.keys(metafile.outputs))
    if (/\.js(\.map)?$/.test(file)) await rm(join(folder, basename(file)), { force: true });
  const { output } = await bundle.write({
    dir: folder,
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    manualChunks: (id) => groups.nameOf(basename(id)),
  });
  await bundle.close();
  return output.filter((made): made is OutputChunk => made.type === 'chunk');
}

/** esbuild's maps are kept, so that a debugger shows the sources. */
const mappedFiles: Plugin = {
  name: 'mapped-files',
  async load(id) {
    const [code, map] = await Promise.all([readFile(id, 'utf8'), readFile(`${id}.map`, 'utf8')]);
    return { code, map };
  },
};

/** Joined chunks have new names between them. */
const minified: Plugin = {
  name: 'minified',
  async renderChunk(source) {
    const { code, map } = await transform(source, {
      minify: true,
      sourcemap: true,
      format: 'esm',
      target: 'es2022',
    });
    return { code, map };
  },
};
