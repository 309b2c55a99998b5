import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * twgl.js makes functions for cubes, spheres and letters, asynchronous twins and tables of formats while it loads, which a
 * bundler must take for wanted. Marked as pure, those that nobody uses fall out: 4.4 kB, packed, of the viewer's JavaScript
 * before its first picture.
 */
export const UNUSED_SHAPES: Plugin = {
  name: 'unused-shapes',
  setup(build) {
    build.onLoad({ filter: /twgl-full\.module\.js$/ }, async ({ path }) => ({
      contents: markPure(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** A table that is filled by the statements behind it: lines that name it, or a block. */
const TABLE = /^const (\w+) = \{\};\n(\{\n(?: +\/\/.*\n)* +const \w+ = \1;\n[\s\S]*?^\}\n|(?:\1\[.*;\n)+)/gm;

const markPure = (text: string): string =>
  text
    .replace(/^(const \w+ = )((?:create\w+Func|wrapCallbackFnToAsyncFn)\()/gm, '$1/* @__PURE__ */ $2')
    .replace(TABLE, 'const $1 = /* @__PURE__ */ (() => {\nconst $1 = {};\n$2return $1;\n})();\n');
