import { type ProgramInfo, setUniforms } from 'twgl.js';
import { mapXyz } from '../../datasets/geometry/index.ts';
import type { Camera, Cut } from '../state/index.ts';
import { clipMatrix } from '../state/scene/index.ts';
import { beginProgram } from './gl.ts';
import { PLANE_PROGRAM, type PlaneUniforms } from './plane-program.ts';
import type { SliceLayer, SliceRenderer } from './slice-renderer.ts';

/** A cross-section that only the scene shows. */
export interface PaintedPlane {
  readonly cut: Cut;
  readonly layers: readonly SliceLayer[];
}

/** A cross-section that is in the canvas, and where its lower left corner is there. */
export interface KeptPlane {
  readonly cut: Cut;
  readonly left: number;
  readonly bottom: number;
}

/** A cross-section's picture. */
interface Picture {
  cut: Cut;
  readonly texture: WebGLTexture;
  /** Where it is painted; not for copies. */
  readonly target: { readonly framebuffer: WebGLFramebuffer; readonly depth: WebGLRenderbuffer } | undefined;
}

/**
 * Draws cross-sections into the scene from pictures of them, which stay until the cross-sections change: a mesh that
 * arrives, or a turn of the scene, draws none of them again.
 */
export class PlaneRenderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;
  private pictures: Picture[] = [];

  /** @param program begun before. */
  constructor(gl: WebGL2RenderingContext, program = beginProgram<PlaneUniforms>(gl, PLANE_PROGRAM)) {
    this.gl = gl;
    this.program = program.finish();
  }

  /** Copies from the canvas, which must be bound. */
  keep(planes: readonly KeptPlane[]): void {
    const { gl } = this;
    this.pictures = this.sized(planes, false);
    planes.forEach(({ cut: { width, height }, left, bottom }, i) => {
      gl.bindTexture(gl.TEXTURE_2D, this.pictures[i]?.texture ?? null);
      gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, 0, 0, left, bottom, width, height);
    });
  }

  /** Draws pictures; the canvas is bound afterwards. */
  paint(slices: SliceRenderer, planes: readonly PaintedPlane[]): void {
    const { gl } = this;
    this.pictures = this.sized(planes, true);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    planes.forEach(({ cut: { width, height }, layers }, i) => {
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.pictures[i]?.target?.framebuffer ?? null);
      gl.viewport(0, 0, width, height);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      slices.draw({ left: 0, bottom: 0, width, height }, layers);
    });
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Depth-tested; half-transparent parts are blended with what was drawn before. */
  draw(camera: Camera): void {
    const { gl, pictures } = this;
    if (pictures.length === 0) return;
    const { program } = this;
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LESS);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.useProgram(program.program);
    for (const { cut, texture } of pictures) {
      const half = (pixels: number) => (v: number) => (v * pixels * cut.nmPerPixel) / 2;
      const uniforms: PlaneUniforms = {
        u_clip_from_nm: clipMatrix(camera, cut.centerNm),
        u_right_nm: mapXyz(half(cut.width), cut.basis.right),
        u_down_nm: mapXyz(half(cut.height), cut.basis.down),
        u_picture: texture,
      };
      setUniforms(program, { ...uniforms });
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
  }

  /** Pictures of the right sizes: those that fit stay. */
  private sized(planes: readonly { readonly cut: Cut }[], isPainted: boolean): Picture[] {
    const fits = (known: Picture | undefined, { width, height }: Cut): known is Picture =>
      known?.cut.width === width && known.cut.height === height && (known.target !== undefined) === isPainted;
    const old = this.pictures;
    const next = planes.map(({ cut }, i) => {
      const known = old[i];
      if (!fits(known, cut)) return createPicture(this.gl, cut, isPainted);
      known.cut = cut;
      return known;
    });
    for (const picture of old) if (!next.includes(picture)) this.release(picture);
    return next;
  }

  private release({ texture, target }: Picture): void {
    this.gl.deleteTexture(texture);
    this.gl.deleteFramebuffer(target?.framebuffer ?? null);
    this.gl.deleteRenderbuffer(target?.depth ?? null);
  }
}

function createPicture(gl: WebGL2RenderingContext, cut: Cut, isPainted: boolean): Picture {
  const { width, height } = cut;
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, name, gl.LINEAR);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
    gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  if (!isPainted) return { cut, texture, target: undefined };
  const target = { framebuffer: gl.createFramebuffer(), depth: gl.createRenderbuffer() };
  gl.bindRenderbuffer(gl.RENDERBUFFER, target.depth);
  gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT24, width, height);
  gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, target.depth);
  return { cut, texture, target };
}
