import { type ProgramInfo, setUniforms } from 'twgl.js';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Camera, Cut, Rgb, SkeletonGeometry } from '../state/index.ts';
import { clipMatrix, cutMatrix } from '../state/scene/index.ts';
import { createProgram } from './gl.ts';
import { SKELETON_PROGRAM, type SkeletonUniforms } from './skeleton-program.ts';

/** A skeleton on the GPU. */
export interface GpuSkeleton {
  readonly originNm: Xyz;
  readonly vertexArray: WebGLVertexArrayObject;
  readonly buffer: WebGLBuffer;
  readonly lines: number;
}

/** A skeleton as the scene shows it. */
export interface DrawnSkeleton {
  readonly skeleton: GpuSkeleton;
  readonly color: Rgb;
  /** In [0, 1]. */
  readonly alpha: number;
  /** Whose it is. */
  readonly group: string;
}

/** Where both programs of lines take the ends from. */
const FROM = 0;
const TO = 1;

/** Device pixels. */
export const SCENE_WIDTH_PX = 2;

/** Where lines lie on labels of the same colour, they must be wide to be seen. */
const SLICE_WIDTH_PX = 4;

/** Draws skeletons as lines of an even width, in the scene and in cross-sections. */
export class SkeletonRenderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = createProgram<SkeletonUniforms>(gl, SKELETON_PROGRAM);
  }

  upload({ originNm, ends }: SkeletonGeometry): GpuSkeleton {
    const { gl } = this;
    const vertexArray = gl.createVertexArray();
    const buffer = gl.createBuffer();
    gl.bindVertexArray(vertexArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, ends, gl.STATIC_DRAW);
    for (const [location, offset] of [
      [FROM, 0],
      [TO, 12],
    ] as const) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, 3, gl.FLOAT, false, 24, offset);
      gl.vertexAttribDivisor(location, 1);
    }
    gl.bindVertexArray(null);
    return { originNm, vertexArray, buffer, lines: ends.length / 6 };
  }

  release({ vertexArray, buffer }: GpuSkeleton): void {
    this.gl.deleteVertexArray(vertexArray);
    this.gl.deleteBuffer(buffer);
  }

  /** Depth-tested, and in front of what is as deep. */
  draw(camera: Camera, skeletons: readonly DrawnSkeleton[]): void {
    const { gl } = this;
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    const matrixOf = (skeleton: GpuSkeleton) => clipMatrix(camera, skeleton.originNm);
    this.drawAll(skeletons, matrixOf, {
      u_panel_px: [camera.width, camera.height],
      u_width_px: SCENE_WIDTH_PX,
      u_is_flat: false,
    });
  }

  /** Over a cross-section: what is near its plane, fading away from it. @param depthNm what counts as near. */
  drawInSlice(cut: Cut, depthNm: number, skeletons: readonly DrawnSkeleton[]): void {
    const { gl } = this;
    gl.disable(gl.DEPTH_TEST);
    const matrixOf = (skeleton: GpuSkeleton) => cutMatrix(cut, depthNm, skeleton.originNm);
    this.drawAll(skeletons, matrixOf, {
      u_panel_px: [cut.width, cut.height],
      u_width_px: SLICE_WIDTH_PX,
      u_is_flat: true,
    });
  }

  private drawAll(
    skeletons: readonly DrawnSkeleton[],
    matrixOf: (skeleton: GpuSkeleton) => number[],
    common: Omit<SkeletonUniforms, 'u_clip_from_skeleton' | 'u_color'>,
  ): void {
    const { gl, program } = this;
    gl.useProgram(program.program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const { skeleton, color, alpha } of skeletons) {
      const [r, g, b] = color;
      const uniforms: SkeletonUniforms = {
        ...common,
        u_clip_from_skeleton: matrixOf(skeleton),
        u_color: [r * alpha, g * alpha, b * alpha, alpha],
      };
      setUniforms(program, { ...uniforms });
      drawLines(gl, skeleton);
    }
    gl.bindVertexArray(null);
  }
}

/** With the program that is in use; its vertex array stays bound. */
export function drawLines(gl: WebGL2RenderingContext, { vertexArray, lines }: GpuSkeleton): void {
  gl.bindVertexArray(vertexArray);
  gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, lines);
}
