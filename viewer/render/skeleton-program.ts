import fragment from '../../shaders/glsl/skeleton.frag';
import vertex from '../../shaders/glsl/skeleton.vert';
import type { ProgramSource } from './gl.ts';

export interface SkeletonUniforms {
  /** 4 x 4, column by column. */
  readonly u_clip_from_skeleton: readonly number[];
  readonly u_panel_px: readonly [number, number];
  readonly u_width_px: number;
  /** A cross-section: clip depth is the distance from its plane. */
  readonly u_is_flat: boolean;
  /** Premultiplied. */
  readonly u_color: readonly [number, number, number, number];
}

export const SKELETON_PROGRAM = {
  label: 'skeleton',
  vertex,
  fragment,
  uniforms: ['u_clip_from_skeleton', 'u_panel_px', 'u_width_px', 'u_is_flat', 'u_color'],
} satisfies ProgramSource<SkeletonUniforms>;
