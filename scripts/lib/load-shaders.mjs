// Preloaded where Node runs our sources unbundled: shader files are modules with their text, as esbuild makes them.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  load(url, context, next) {
    if (!/\.(wgsl|vert|frag)$/.test(url)) return next(url, context);
    const text = JSON.stringify(readFileSync(fileURLToPath(url), 'utf8'));
    return { format: 'module', shortCircuit: true, source: `export default ${text};` };
  },
});
