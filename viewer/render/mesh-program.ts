import fragment from '../../shaders/glsl/mesh.frag';
import vertex from '../../shaders/glsl/mesh.vert';
import type { ProgramSource } from './gl.ts';

export interface MeshUniforms {
  /** 4 x 4, column by column. */
  readonly u_clip_from_mesh: readonly number[];
  /** 3 x 3, column by column. */
  readonly u_view_from_mesh: readonly number[];
  /** Not premultiplied. */
  readonly u_color: readonly [number, number, number, number];
  readonly u_silhouette: number;
}

export const MESH_PROGRAM = {
  label: 'mesh',
  vertex,
  fragment,
  uniforms: ['u_clip_from_mesh', 'u_view_from_mesh', 'u_color', 'u_silhouette'],
} satisfies ProgramSource<MeshUniforms>;
