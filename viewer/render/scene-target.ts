import { type ProgramInfo, setUniforms } from 'twgl.js';
import type { Rgb } from '../state/index.ts';
import { COPY_PROGRAM, type CopyUniforms } from './copy-program.ts';
import { beginProgram, clearTo } from './gl.ts';

/** Samples a pixel, where the card has that many. Processors that draw themselves need twice the time for them. */
const SAMPLES = 4;

/**
 * A surface of several samples a pixel, for what has slanted edges. Cross-sections are drawn without: a pixel at
 * the border of two chunks must show one voxel, not a mixture.
 */
export class SceneTarget {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;
  /** Of several samples, and of one. */
  private readonly framebuffers: readonly [WebGLFramebuffer, WebGLFramebuffer];
  private readonly color: WebGLRenderbuffer;
  private readonly depth: WebGLRenderbuffer;
  private picture: WebGLTexture | undefined;
  private size: readonly [number, number, number] = [0, 0, 0];

  /** @param program begun before. */
  constructor(gl: WebGL2RenderingContext, program = beginProgram<CopyUniforms>(gl, COPY_PROGRAM)) {
    this.gl = gl;
    this.program = program.finish();
    this.framebuffers = [gl.createFramebuffer(), gl.createFramebuffer()];
    this.color = gl.createRenderbuffer();
    this.depth = gl.createRenderbuffer();
  }

  /** What follows is drawn here, from the lower left corner on; all is cleared. @param isQuick with one sample a pixel. */
  begin([width, height]: readonly [number, number], background: Rgb | undefined, isQuick: boolean): void {
    const { gl } = this;
    const samples = isQuick ? 0 : Math.min(SAMPLES, gl.getParameter(gl.MAX_SAMPLES) as number);
    if (this.size.join() !== `${width},${height},${samples}`) this.resize(width, height, samples);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffers[0]);
    gl.disable(gl.SCISSOR_TEST);
    gl.viewport(0, 0, width, height);
    clearTo(gl, background);
  }

  /** Draws into the canvas from now on. */
  end(): void {
    const { gl } = this;
    const [width, height] = this.size;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.framebuffers[0]);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, this.framebuffers[1]);
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Copies what was drawn to a place in the canvas, whose viewport must be set. */
  copyTo(left: number, bottom: number): void {
    const { gl, program, picture } = this;
    if (!picture) return;
    gl.disable(gl.BLEND);
    gl.disable(gl.DEPTH_TEST);
    gl.useProgram(program.program);
    const uniforms: CopyUniforms = { u_picture: picture, u_lower_left: [left, bottom] };
    setUniforms(program, { ...uniforms });
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  private resize(width: number, height: number, samples: number): void {
    const { gl } = this;
    this.size = [width, height, samples];
    gl.deleteTexture(this.picture ?? null);
    this.picture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.picture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffers[1]);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.picture, 0);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffers[0]);
    for (const [buffer, format, attachment] of [
      [this.color, gl.RGBA8, gl.COLOR_ATTACHMENT0],
      [this.depth, gl.DEPTH_COMPONENT24, gl.DEPTH_ATTACHMENT],
    ] as const) {
      gl.bindRenderbuffer(gl.RENDERBUFFER, buffer);
      gl.renderbufferStorageMultisample(gl.RENDERBUFFER, samples, format, width, height);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, attachment, gl.RENDERBUFFER, buffer);
    }
  }
}
