import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * twgl.js makes functions for cubes, spheres and letters while it loads, which a bundler must take for wanted. Marked as
 * pure, those that nobody uses fall out: 3.7 kB, packed, of the viewer's JavaScript before its first picture.
 */
export const UNUSED_SHAPES: Plugin = {
  name: 'unused-shapes',
  setup(build) {
    build.onLoad({ filter: /twgl-full\.module\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace(/^(const \w+ = )(create\w+Func\()/gm, '$1/* @__PURE__ */ $2');
      return { contents, loader: 'js' };
    });
  },
};
