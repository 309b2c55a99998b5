/** Shader sources are text files; esbuild's text loader turns each into its default-exported string. */
declare module '*.wgsl' {
  const source: string;
  export default source;
}
declare module '*.vert' {
  const source: string;
  export default source;
}
declare module '*.frag' {
  const source: string;
  export default source;
}
