import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Lines that only a reader needs. `//!` are those of templates: ffn/kernels/template.ts. */
const COMMENT_LINE = /^[ \t]*\/\/(?!!).*\n/gm;

/** Shaders without comments, for what people download: a fifth of their bytes. Errors of a driver number other lines then. */
export const BARE_SHADERS: Plugin = {
  name: 'bare shaders',
  setup(build) {
    build.onLoad({ filter: /\.(wgsl|vert|frag)$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace(COMMENT_LINE, ''), loader: 'text' };
    });
  },
};
