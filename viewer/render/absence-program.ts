import vertex from '../../shaders/glsl/slice.vert';
import fragment from '../../shaders/glsl/slice-absence.frag';
import type { ProgramSource } from './gl.ts';
import type { SliceUniforms } from './slice-program.ts';

export type AbsenceUniforms = Pick<SliceUniforms, 'u_panel_px' | 'u_polygon' | 'u_depth'> & {
  readonly u_is_failed: boolean;
};

export const ABSENCE_PROGRAM = {
  label: 'slice-absence',
  vertex,
  fragment,
  uniforms: ['u_panel_px', 'u_polygon', 'u_depth', 'u_is_failed'],
} satisfies ProgramSource<AbsenceUniforms>;
