import vertex from '../../shaders/glsl/slice.vert';
import image from '../../shaders/glsl/slice-image.frag';
import labels from '../../shaders/glsl/slice-labels.frag';
import type { ProgramSource } from './gl.ts';

/** What both programs are given for each chunk. */
export interface SliceUniforms {
  readonly u_panel_px: readonly [number, number];
  /** Twelve corners, x and y of each. */
  readonly u_polygon: readonly number[];
  readonly u_depth: number;
  readonly u_chunk: WebGLTexture;
  readonly u_size: readonly number[];
  readonly u_anchor_px: readonly [number, number];
  readonly u_whole: readonly number[];
  readonly u_part: readonly number[];
  /** Two triples: leading bits, rest. */
  readonly u_across: readonly number[];
  readonly u_along: readonly number[];
}

/** What the image program is given for each layer. */
export interface ImageUniforms {
  readonly u_smooth: boolean;
  readonly u_num_channels: number;
  readonly u_channels: readonly number[];
  /** Four pairs. */
  readonly u_windows: readonly number[];
  /** Four triples. */
  readonly u_colors: readonly number[];
  readonly u_has_map: boolean;
  /** `MAP_COLORS` triples. */
  readonly u_map: readonly number[];
  readonly u_opacity: number;
}

/** What the image program is given for each chunk beyond that. */
export interface BorderUniforms {
  /** 0 or 1. */
  readonly u_border: number;
}

/** What the label program is given for each chunk beyond that, where it is compressed. */
export interface CompressedUniforms {
  readonly u_block_size: readonly number[];
  readonly u_grid: readonly number[];
  readonly u_section: number;
  readonly u_lanes: number;
}

/** What the label program is given for each layer. */
export interface LabelUniforms {
  readonly u_seed: number;
  readonly u_selected_alpha: number;
  readonly u_not_selected_alpha: number;
  readonly u_saturation: number;
  readonly u_hide_zero: boolean;
  readonly u_show_all: boolean;
  readonly u_has_hovered: boolean;
  /** Low and high word. */
  readonly u_hovered: readonly [number, number];
  /** Alpha 0: none. */
  readonly u_default_color: readonly number[];
  readonly u_table: WebGLTexture;
  readonly u_table_capacity: number;
  readonly u_table_seeds: readonly [number, number, number];
  readonly u_table_filter: readonly number[];
}

/** How a texture is read; it follows from its internal format. */
export type Sampler = 'sampler3D' | 'isampler3D' | 'usampler3D' | 'usampler2D';

const SLICE_UNIFORMS = [
  'u_panel_px',
  'u_polygon',
  'u_depth',
  'u_chunk',
  'u_size',
  'u_anchor_px',
  'u_whole',
  'u_part',
  'u_across',
  'u_along',
] as const;

export function imageProgram(sampler: Sampler) {
  return {
    label: `slice-image (${sampler})`,
    vertex,
    fragment: image,
    uniforms: [
      ...SLICE_UNIFORMS,
      'u_border',
      'u_smooth',
      'u_num_channels',
      'u_channels',
      'u_windows',
      'u_colors',
      'u_has_map',
      'u_map',
      'u_opacity',
    ],
    defines: { SAMPLER: sampler },
  } satisfies ProgramSource<SliceUniforms & BorderUniforms & ImageUniforms>;
}

export function labelProgram(sampler: Sampler) {
  const isCompressed = sampler === 'usampler2D';
  return {
    label: `slice-labels (${sampler})`,
    vertex,
    fragment: labels,
    uniforms: [
      ...SLICE_UNIFORMS,
      'u_block_size',
      'u_grid',
      'u_section',
      'u_lanes',
      'u_seed',
      'u_selected_alpha',
      'u_not_selected_alpha',
      'u_saturation',
      'u_hide_zero',
      'u_show_all',
      'u_has_hovered',
      'u_hovered',
      'u_default_color',
      'u_table',
      'u_table_capacity',
      'u_table_seeds',
      'u_table_filter',
    ],
    defines: { SAMPLER: sampler, ...(isCompressed ? { COMPRESSED: '' } : undefined) } as Record<
      string,
      string
    >,
  } satisfies ProgramSource<SliceUniforms & CompressedUniforms & LabelUniforms>;
}
