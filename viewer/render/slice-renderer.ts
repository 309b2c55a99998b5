import { type ProgramInfo, setUniforms } from 'twgl.js';
import type { Blend, LayerType, VisibleChunk } from '../state/index.ts';
import { ABSENCE_PROGRAM, type AbsenceUniforms } from './absence-program.ts';
import type { ChunkTexture } from './chunk-textures.ts';
import { type BegunProgram, beginProgram, createProgram } from './gl.ts';
import {
  type BorderUniforms,
  type CompressedUniforms,
  type ImageUniforms,
  imageProgram,
  type LabelUniforms,
  labelProgram,
  type Sampler,
  type SliceUniforms,
} from './slice-program.ts';
import { imageUniforms, labelUniforms, type SliceStyle } from './slice-style.ts';

/** One panel's worth of drawing, in the viewport that is set. */
export interface SlicePanel {
  /** Device pixels; the lower left corner in what is drawn into. */
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** A layer's chunks that are on the GPU. Finer scales come first: what they cover, coarser ones leave alone. */
export interface SliceLayer {
  readonly style: SliceStyle;
  readonly chunks: ReadonlyArray<{ readonly chunk: VisibleChunk; readonly texture: ChunkTexture }>;
  /** Chunks that will not come: failed ones are marked over what stands in, missing ones where nothing does. */
  readonly absent?: ReadonlyArray<{ readonly chunk: VisibleChunk; readonly kind: 'missing' | 'failed' }>;
}

const MAX_CORNERS = 12;

/** Draws cross-sections, chunk by chunk. Programs are compiled when a layer first needs them. */
export class SliceRenderer {
  private readonly programs = new Map<string, ProgramInfo>();
  /** Begun, and finished when first needed. */
  private readonly begun = new Map<string, BegunProgram>();
  private absence: ProgramInfo | undefined;
  private readonly gl: WebGL2RenderingContext;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
  }

  /** Blends the layers in their order. The panel's colour and depth must be cleared, its viewport set. */
  draw(panel: SlicePanel, layers: readonly SliceLayer[]): void {
    const { gl } = this;
    gl.enable(gl.BLEND);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LESS);
    layers.forEach((layer, order) => {
      // Every layer has a depth of its own, nearer than the last: within it the first chunk drawn stays.
      this.drawLayer(panel, layer, 1 - (2 * (order + 1)) / (layers.length + 1));
    });
  }

  private drawLayer(panel: SlicePanel, { style, chunks, absent = [] }: SliceLayer, depth: number): void {
    const { gl } = this;
    setBlend(gl, style.blend);
    let current: ProgramInfo | undefined;
    for (const { chunk, texture } of chunks) {
      const program = this.program(style.type, texture.sampler);
      if (program !== current) {
        gl.useProgram(program.program);
        setUniforms(
          program,
          style.type === 'image' ? { ...imageUniforms(style) } : { ...labelUniforms(style) },
        );
        current = program;
      }
      setUniforms(program, { ...sliceUniforms(panel, chunk, texture, depth) });
      gl.drawArrays(gl.TRIANGLE_FAN, 0, MAX_CORNERS);
    }
    if (absent.length > 0) this.markAbsent(panel, absent, depth);
  }

  private markAbsent(panel: SlicePanel, absent: NonNullable<SliceLayer['absent']>, depth: number): void {
    const { gl } = this;
    this.absence ??= createProgram<AbsenceUniforms>(gl, ABSENCE_PROGRAM);
    gl.useProgram(this.absence.program);
    setBlend(gl, 'normal');
    for (const { chunk, kind } of absent) {
      const isFailed = kind === 'failed';
      gl.depthFunc(isFailed ? gl.LEQUAL : gl.LESS);
      const uniforms: AbsenceUniforms = {
        u_panel_px: [panel.width, panel.height],
        u_polygon: cornersOf(chunk),
        u_depth: depth,
        u_is_failed: isFailed,
      };
      setUniforms(this.absence, { ...uniforms });
      gl.drawArrays(gl.TRIANGLE_FAN, 0, MAX_CORNERS);
    }
    gl.depthFunc(gl.LESS);
  }

  /** Begins to compile what a layer will need, while its first chunk is on its way. */
  prepare(type: LayerType, sampler: Sampler): void {
    const key = `${type} ${sampler}`;
    if (!this.begun.has(key) && !this.programs.has(key))
      this.begun.set(key, beginSlices(this.gl, type, sampler));
  }

  /** Whether all that was prepared can be drawn with, without keeping the page waiting. */
  get isReady(): boolean {
    for (const [key, program] of this.begun) {
      if (!program.isReady) return false;
      this.finish(key, program);
    }
    return true;
  }

  private program(type: LayerType, sampler: Sampler): ProgramInfo {
    const key = `${type} ${sampler}`;
    const known = this.programs.get(key);
    if (known) return known;
    return this.finish(key, this.begun.get(key) ?? beginSlices(this.gl, type, sampler));
  }

  private finish(key: string, begun: BegunProgram): ProgramInfo {
    this.begun.delete(key);
    const program = begun.finish();
    this.programs.set(key, program);
    return program;
  }
}

const beginSlices = (gl: WebGL2RenderingContext, type: LayerType, sampler: Sampler) =>
  type === 'image'
    ? beginProgram<SliceUniforms & BorderUniforms & ImageUniforms>(gl, imageProgram(sampler))
    : beginProgram<SliceUniforms & CompressedUniforms & LabelUniforms>(gl, labelProgram(sampler));

function setBlend(gl: WebGL2RenderingContext, blend: Blend): void {
  const below = blend === 'additive' ? gl.ONE : gl.ONE_MINUS_SRC_ALPHA;
  gl.blendFuncSeparate(gl.SRC_ALPHA, below, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
}

function sliceUniforms(
  { left, bottom, width, height }: SlicePanel,
  chunk: VisibleChunk,
  { texture, border, compressed }: ChunkTexture,
  depth: number,
): SliceUniforms & BorderUniforms & Partial<CompressedUniforms> {
  const { box, sampling } = chunk;
  const { px, whole, part, across, along } = sampling;
  return {
    u_panel_px: [width, height],
    u_polygon: cornersOf(chunk),
    u_depth: depth,
    u_chunk: texture,
    u_size: box.end.map((v, i) => v - (box.begin[i] as number)),
    u_anchor_px: [left + px[0], bottom + height - px[1]],
    u_whole: whole,
    u_part: part,
    u_across: inTwo(across),
    u_along: inTwo(along),
    u_border: border ? 1 : 0,
    ...(compressed && compressedUniforms(compressed)),
  };
}

const compressedUniforms = ({
  blockSize,
  grid,
  section,
  lanes,
}: NonNullable<ChunkTexture['compressed']>): CompressedUniforms => ({
  u_block_size: blockSize,
  u_grid: grid,
  u_section: section,
  u_lanes: lanes,
});

/** A polygon of fewer corners repeats its last. */
function cornersOf({ polygon }: VisibleChunk): number[] {
  return Array.from(
    { length: MAX_CORNERS },
    (_, i) => polygon[Math.min(i, polygon.length - 1)] ?? [0, 0],
  ).flat();
}

/** Numbers of 12 bits, times pixel counts below 4096, are exact in the 24 bits of a float32. */
const LEADING_BITS = 12;

/** @returns the leading bits of three numbers, then what is left of them. */
function inTwo(values: readonly number[]): number[] {
  const leading = values.map((v) => {
    if (v === 0) return 0;
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(v))) + 1 - LEADING_BITS);
    return Math.round(v / unit) * unit;
  });
  return [...leading, ...values.map((v, i) => v - (leading[i] as number))];
}
