import { type ProgramInfo, setUniforms } from 'twgl.js';
import { mapXyz } from '../../datasets/geometry/index.ts';
import { type Camera, type Cut, clipMatrix } from '../state/index.ts';
import { createProgram } from './gl.ts';
import { PLANE_PROGRAM, type PlaneUniforms } from './plane-program.ts';
import type { SliceLayer, SliceRenderer } from './slice-renderer.ts';

/** A cross-section that is shown in the scene. */
export interface ScenePlane {
  readonly cut: Cut;
  readonly layers: readonly SliceLayer[];
}

/** A cross-section's picture. */
interface Picture {
  readonly framebuffer: WebGLFramebuffer;
  readonly texture: WebGLTexture;
  readonly depth: WebGLRenderbuffer;
  readonly width: number;
  readonly height: number;
}

/** Draws cross-sections into the scene: each first as a picture of its own, then on its plane. */
export class PlaneRenderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;
  private pictures: Picture[] = [];

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = createProgram<PlaneUniforms>(gl, PLANE_PROGRAM);
  }

  /** Draws the pictures; what was bound as framebuffer is not any more. */
  prepare(slices: SliceRenderer, planes: readonly ScenePlane[]): void {
    const { gl } = this;
    for (const extra of this.pictures.splice(planes.length)) this.release(extra);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    planes.forEach(({ cut: { width, height }, layers }, i) => {
      const picture = this.pictureOf(i, width, height);
      gl.bindFramebuffer(gl.FRAMEBUFFER, picture.framebuffer);
      gl.viewport(0, 0, width, height);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      slices.draw({ left: 0, bottom: 0, width, height }, layers);
    });
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Depth-tested; half-transparent parts are blended with what was drawn before. */
  draw(camera: Camera, planes: readonly ScenePlane[]): void {
    const { gl, program } = this;
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LESS);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.useProgram(program.program);
    planes.forEach(({ cut }, i) => {
      const picture = this.pictures[i];
      if (!picture) return;
      const half = (pixels: number) => (v: number) => (v * pixels * cut.nmPerPixel) / 2;
      const uniforms: PlaneUniforms = {
        u_clip_from_nm: clipMatrix(camera, cut.centerNm),
        u_right_nm: mapXyz(half(cut.width), cut.basis.right),
        u_down_nm: mapXyz(half(cut.height), cut.basis.down),
        u_picture: picture.texture,
      };
      setUniforms(program, { ...uniforms });
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    });
  }

  private pictureOf(index: number, width: number, height: number): Picture {
    const known = this.pictures[index];
    if (known?.width === width && known.height === height) return known;
    if (known) this.release(known);
    const made = createPicture(this.gl, width, height);
    this.pictures[index] = made;
    return made;
  }

  private release({ framebuffer, texture, depth }: Picture): void {
    this.gl.deleteFramebuffer(framebuffer);
    this.gl.deleteTexture(texture);
    this.gl.deleteRenderbuffer(depth);
  }
}

function createPicture(gl: WebGL2RenderingContext, width: number, height: number): Picture {
  const picture: Picture = {
    framebuffer: gl.createFramebuffer(),
    texture: gl.createTexture(),
    depth: gl.createRenderbuffer(),
    width,
    height,
  };
  gl.bindTexture(gl.TEXTURE_2D, picture.texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, name, gl.LINEAR);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
    gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  gl.bindRenderbuffer(gl.RENDERBUFFER, picture.depth);
  gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT24, width, height);
  gl.bindFramebuffer(gl.FRAMEBUFFER, picture.framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, picture.texture, 0);
  gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, picture.depth);
  return picture;
}
