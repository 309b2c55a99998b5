import mesh from '../../shaders/glsl/mesh.vert';
import meshNumber from '../../shaders/glsl/pick.frag';
import lineNumber from '../../shaders/glsl/pick-line.frag';
import line from '../../shaders/glsl/skeleton.vert';
import type { ProgramSource } from './gl.ts';
import type { MeshUniforms } from './mesh-program.ts';
import type { SkeletonUniforms } from './skeleton-program.ts';

/** What is drawn has this number; 0 is nothing. */
export interface NumberUniforms {
  readonly u_number: number;
}

export type PickUniforms = Pick<MeshUniforms, 'u_clip_from_mesh' | 'u_view_from_mesh'> & NumberUniforms;
export type PickLineUniforms = Omit<SkeletonUniforms, 'u_color'> & NumberUniforms;

export const PICK_PROGRAM = {
  label: 'pick',
  vertex: mesh,
  fragment: meshNumber,
  uniforms: ['u_clip_from_mesh', 'u_view_from_mesh', 'u_number'],
} satisfies ProgramSource<PickUniforms>;

export const PICK_LINE_PROGRAM = {
  label: 'pick-line',
  vertex: line,
  fragment: lineNumber,
  uniforms: ['u_clip_from_skeleton', 'u_panel_px', 'u_width_px', 'u_is_flat', 'u_number'],
} satisfies ProgramSource<PickLineUniforms>;
