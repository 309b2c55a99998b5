import { type ProgramInfo, setUniforms } from 'twgl.js';
import { type LayerType, type Orientation, PANEL_AXES, type VisibleChunk } from '../state/index.ts';
import type { ChunkTexture } from './chunk-textures.ts';
import { createProgram } from './gl.ts';
import {
  type ImageUniforms,
  imageProgram,
  LABEL_PROGRAM,
  type LabelUniforms,
  type Sampler,
  type SliceUniforms,
} from './slice-program.ts';

/** How a layer of a cross-section looks. */
export interface SliceStyle {
  readonly type: LayerType;
  readonly opacity: number;
  /** Images: the values shown black and white. */
  readonly window: readonly [number, number];
  /** Segmentations: the palette. */
  readonly seed: number;
}

/** One panel's worth of drawing, in the viewport that is set. */
export interface SlicePanel {
  readonly orientation: Orientation;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
}

/** A layer's chunks that are on the GPU. Finer scales come first: what they cover, coarser ones leave alone. */
export interface SliceLayer {
  readonly style: SliceStyle;
  readonly chunks: ReadonlyArray<{ readonly chunk: VisibleChunk; readonly texture: ChunkTexture }>;
}

/** Draws cross-sections, chunk by chunk. Programs are compiled when a layer first needs them. */
export class SliceRenderer {
  private readonly programs = new Map<string, ProgramInfo>();
  private readonly gl: WebGL2RenderingContext;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
  }

  /** Blends the layers in their order. The panel's colour and depth must be cleared, its viewport set. */
  draw(panel: SlicePanel, layers: readonly SliceLayer[]): void {
    const { gl } = this;
    gl.enable(gl.BLEND);
    gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LESS);
    layers.forEach(({ style, chunks }, order) => {
      // Every layer has a depth of its own, nearer than the last: within it the first chunk drawn stays.
      const depth = 1 - (2 * (order + 1)) / (layers.length + 1);
      for (const { chunk, texture } of chunks) {
        this.drawChunk(
          style,
          texture,
          sliceUniforms(panel, chunk, texture, { depth, opacity: style.opacity }),
        );
      }
    });
  }

  private drawChunk(style: SliceStyle, { sampler }: ChunkTexture, shared: SliceUniforms): void {
    const { gl } = this;
    const program = this.program(style.type, sampler);
    gl.useProgram(program.program);
    const uniforms: ImageUniforms | LabelUniforms =
      style.type === 'image' ? { ...shared, u_window: style.window } : { ...shared, u_seed: style.seed };
    setUniforms(program, { ...uniforms });
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private program(type: LayerType, sampler: Sampler): ProgramInfo {
    const key = `${type} ${sampler}`;
    const known = this.programs.get(key);
    if (known) return known;
    const program =
      type === 'image'
        ? createProgram<ImageUniforms>(this.gl, imageProgram(sampler))
        : createProgram<LabelUniforms>(this.gl, LABEL_PROGRAM);
    this.programs.set(key, program);
    return program;
  }
}

function sliceUniforms(
  { orientation, width, height }: SlicePanel,
  { beginPx, endPx, box, plane }: VisibleChunk,
  { texture }: ChunkTexture,
  { depth, opacity }: { readonly depth: number; readonly opacity: number },
): SliceUniforms {
  const { right, down, through } = PANEL_AXES[orientation];
  const unit = (axis: number, length = 1) => [0, 1, 2].map((i) => (i === axis ? length : 0));
  const voxels = (axis: 0 | 1 | 2) => box.end[axis] - box.begin[axis];
  return {
    u_panel_px: [width, height],
    u_begin_px: beginPx,
    u_end_px: endPx,
    u_voxels: [voxels(right.axis), voxels(down.axis)],
    u_depth: depth,
    u_chunk: texture,
    u_right: unit(right.axis),
    u_down: unit(down.axis),
    u_plane: unit(through.axis, plane),
    u_opacity: opacity,
  };
}
