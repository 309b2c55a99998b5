import { createProgramInfoFromProgram, type ProgramInfo } from 'twgl.js';
import { UnsupportedError } from '../../datasets/errors.ts';
import type { Rgb } from '../state/index.ts';

/** A shader pair with the uniforms its companion promises to set. */
export interface ProgramSource<Uniforms> {
  /** For messages. */
  readonly label: string;
  readonly vertex: string;
  readonly fragment: string;
  readonly uniforms: ReadonlyArray<keyof Uniforms & string>;
  /** Macros that the fragment shader leaves open. */
  readonly defines?: Readonly<Record<string, string>>;
}

/**
 * @returns a context with an alpha channel, so that the page's background shows where nothing is drawn, and whose
 * picture stays, so that a panel can be drawn again without the others.
 * @throws UnsupportedError where the browser gives none.
 */
export function createContext(canvas: HTMLCanvasElement): WebGL2RenderingContext {
  const gl = canvas.getContext('webgl2', {
    alpha: true,
    // Cross-sections are exact, and the scene smooths its own edges.
    antialias: false,
    depth: true,
    stencil: false,
    preserveDrawingBuffer: true,
  });
  if (gl) return gl;
  throw new UnsupportedError({
    subject: 'WebGL2',
    expected: 'a context from this browser',
    got: 'none',
    cure: 'Turn hardware acceleration on, or use a current Chrome, Firefox or Safari',
  });
}

/** Clears colour and depth of what is bound; undefined: to transparent, so that the page's background shows. */
export function clearTo(gl: WebGL2RenderingContext, background: Rgb | undefined): void {
  const [red, green, blue] = background ?? [0, 0, 0];
  gl.clearColor(red, green, blue, background ? 1 : 0);
  gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
}

/** A program that the browser compiles and links beside the page. */
export interface BegunProgram {
  /** Whether `finish` will not keep the page waiting, where the browser says so. */
  readonly isReady: boolean;
  /** @throws as `createProgram`. @internal */
  finish(): ProgramInfo;
}

/**
 * Compiles and links.
 * @throws UnsupportedError with the numbered source and the driver's words. A context that is lost meanwhile is no
 * error: everything made then is inert, and made again when it is restored.
 * @internal
 */
export const createProgram = <Uniforms>(
  gl: WebGL2RenderingContext,
  source: ProgramSource<Uniforms>,
): ProgramInfo => beginProgram(gl, source).finish();

/** Begins to compile and link. */
export function beginProgram<Uniforms>(
  gl: WebGL2RenderingContext,
  source: ProgramSource<Uniforms>,
): BegunProgram {
  const program = gl.createProgram();
  const texts = [
    [gl.VERTEX_SHADER, source.vertex],
    [gl.FRAGMENT_SHADER, withDefines(source.fragment, source.defines ?? {})],
  ] as const;
  const shaders = texts.flatMap(([type, text]) => {
    const shader = gl.createShader(type);
    if (!shader) return [];
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    return [shader];
  });
  gl.linkProgram(program);
  const parallel = gl.getExtension('KHR_parallel_shader_compile');
  return {
    get isReady() {
      return !parallel || gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR) !== false;
    },
    finish() {
      const isLinked = gl.getProgramParameter(program, gl.LINK_STATUS) as boolean;
      if (!isLinked && !gl.isContextLost()) throw refused(gl, source.label, { program, shaders });
      for (const shader of shaders) gl.deleteShader(shader);
      return createProgramInfoFromProgram(gl, program);
    },
  };
}

interface Refused {
  readonly program: WebGLProgram;
  readonly shaders: readonly WebGLShader[];
}

function refused(gl: WebGL2RenderingContext, label: string, { program, shaders }: Refused): UnsupportedError {
  const wrong = shaders.filter((shader) => !gl.getShaderParameter(shader, gl.COMPILE_STATUS));
  const words = wrong.flatMap((shader) => [
    ...(gl.getShaderSource(shader) ?? '').split('\n').map((line, i) => `${i + 1}: ${line}`),
    gl.getShaderInfoLog(shader),
  ]);
  return new UnsupportedError({
    subject: `shader ${label}`,
    expected: 'this browser to compile it',
    got: [...words, gl.getProgramInfoLog(program)].join('\n'),
    cure: 'Report this with the name of the browser and of the graphics card',
  });
}

/** Puts `#define` lines after the version, which GLSL wants first. */
export function withDefines(source: string, defines: Readonly<Record<string, string>>): string {
  const lines = Object.entries(defines).map(([name, value]) => `#define ${name} ${value}\n`);
  const end = source.indexOf('\n') + 1;
  return source.slice(0, end) + lines.join('') + source.slice(end);
}
