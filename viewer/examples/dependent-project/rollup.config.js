import resolve from '@rollup/plugin-node-resolve';

export default {
  input: 'page.js',
  output: { dir: 'out-rollup', format: 'es' },
  plugins: [resolve({ browser: true })],
};
