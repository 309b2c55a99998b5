import fragment from '../../shaders/glsl/lines.frag';
import vertex from '../../shaders/glsl/lines.vert';
import type { ProgramSource } from './gl.ts';

export interface LineUniforms {
  /** 4 x 4, column by column. */
  readonly u_clip_from_nm: readonly number[];
  /** Premultiplied by its alpha. */
  readonly u_color: readonly [number, number, number, number];
}

export const LINES_PROGRAM = {
  label: 'lines',
  vertex,
  fragment,
  uniforms: ['u_clip_from_nm', 'u_color'],
} satisfies ProgramSource<LineUniforms>;
