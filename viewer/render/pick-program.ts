import vertex from '../../shaders/glsl/mesh.vert';
import fragment from '../../shaders/glsl/pick.frag';
import type { ProgramSource } from './gl.ts';
import type { MeshUniforms } from './mesh-program.ts';

export type PickUniforms = Pick<MeshUniforms, 'u_clip_from_mesh' | 'u_view_from_mesh'> & {
  readonly u_number: number;
};

export const PICK_PROGRAM = {
  label: 'pick',
  vertex,
  fragment,
  uniforms: ['u_clip_from_mesh', 'u_view_from_mesh', 'u_number'],
} satisfies ProgramSource<PickUniforms>;
