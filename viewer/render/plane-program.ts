import fragment from '../../shaders/glsl/plane.frag';
import vertex from '../../shaders/glsl/plane.vert';
import type { ProgramSource } from './gl.ts';

export interface PlaneUniforms {
  /** 4 x 4, column by column. */
  readonly u_clip_from_nm: readonly number[];
  readonly u_right_nm: readonly number[];
  readonly u_down_nm: readonly number[];
  readonly u_picture: WebGLTexture;
}

export const PLANE_PROGRAM = {
  label: 'plane',
  vertex,
  fragment,
  uniforms: ['u_clip_from_nm', 'u_right_nm', 'u_down_nm', 'u_picture'],
} satisfies ProgramSource<PlaneUniforms>;
