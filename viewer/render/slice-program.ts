import vertex from '../../shaders/glsl/slice.vert';
import image from '../../shaders/glsl/slice-image.frag';
import labels from '../../shaders/glsl/slice-labels.frag';
import type { ProgramSource } from './gl.ts';

/** What both programs are given for each chunk. */
export interface SliceUniforms {
  readonly u_panel_px: readonly [number, number];
  readonly u_begin_px: readonly [number, number];
  readonly u_end_px: readonly [number, number];
  readonly u_voxels: readonly [number, number];
  readonly u_depth: number;
  readonly u_chunk: WebGLTexture;
  readonly u_right: readonly number[];
  readonly u_down: readonly number[];
  readonly u_plane: readonly number[];
  readonly u_opacity: number;
}

export interface ImageUniforms extends SliceUniforms {
  readonly u_window: readonly [number, number];
}

export interface LabelUniforms extends SliceUniforms {
  readonly u_seed: number;
}

/** How a texture is read; it follows from its internal format. */
export type Sampler = 'sampler3D' | 'isampler3D' | 'usampler3D';

const SLICE_UNIFORMS = [
  'u_panel_px',
  'u_begin_px',
  'u_end_px',
  'u_voxels',
  'u_depth',
  'u_chunk',
  'u_right',
  'u_down',
  'u_plane',
  'u_opacity',
] as const;

export function imageProgram(sampler: Sampler) {
  return {
    label: `slice-image (${sampler})`,
    vertex,
    fragment: image,
    uniforms: [...SLICE_UNIFORMS, 'u_window'],
    defines: { SAMPLER: sampler },
  } satisfies ProgramSource<ImageUniforms>;
}

export const LABEL_PROGRAM = {
  label: 'slice-labels',
  vertex,
  fragment: labels,
  uniforms: [...SLICE_UNIFORMS, 'u_seed'],
} satisfies ProgramSource<LabelUniforms>;
