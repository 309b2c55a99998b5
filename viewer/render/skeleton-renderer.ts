import { type ProgramInfo, setUniforms } from 'twgl.js';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { type Camera, clipMatrix, type Rgb, type SkeletonGeometry } from '../state/index.ts';
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
}

/** Device pixels. */
const WIDTH_PX = 2;

/** Draws skeletons as lines of an even width. */
export class SkeletonRenderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = createProgram<SkeletonUniforms>(gl, SKELETON_PROGRAM);
  }

  upload({ originNm, ends }: SkeletonGeometry): GpuSkeleton {
    const { gl, program } = this;
    const vertexArray = gl.createVertexArray();
    const buffer = gl.createBuffer();
    gl.bindVertexArray(vertexArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, ends, gl.STATIC_DRAW);
    for (const [name, offset] of [
      ['a_from', 0],
      ['a_to', 12],
    ] as const) {
      const location = gl.getAttribLocation(program.program, name);
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
    const { gl, program } = this;
    gl.useProgram(program.program);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const { skeleton, color, alpha } of skeletons) {
      const [r, g, b] = color;
      const uniforms: SkeletonUniforms = {
        u_clip_from_skeleton: clipMatrix(camera, skeleton.originNm),
        u_panel_px: [camera.width, camera.height],
        u_width_px: WIDTH_PX,
        u_color: [r * alpha, g * alpha, b * alpha, alpha],
      };
      setUniforms(program, { ...uniforms });
      gl.bindVertexArray(skeleton.vertexArray);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, skeleton.lines);
    }
    gl.bindVertexArray(null);
  }
}
