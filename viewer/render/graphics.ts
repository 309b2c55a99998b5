/** What draws here. */
export interface Graphics {
  /** The driver's own words. */
  readonly renderer: string;
  readonly extensions: number;
}

/** Asks a context of its own and gives it back at once. @returns undefined where the browser has no WebGL2. */
export function describeGraphics(): Graphics | undefined {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return undefined;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  const extensions = gl.getSupportedExtensions()?.length ?? 0;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { renderer, extensions };
}
