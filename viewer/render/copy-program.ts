import fragment from '../../shaders/glsl/copy.frag';
import vertex from '../../shaders/glsl/copy.vert';
import type { ProgramSource } from './gl.ts';

export interface CopyUniforms {
  readonly u_picture: WebGLTexture;
  readonly u_lower_left: readonly [number, number];
}

export const COPY_PROGRAM = {
  label: 'copy',
  vertex,
  fragment,
  uniforms: ['u_picture', 'u_lower_left'],
} satisfies ProgramSource<CopyUniforms>;
