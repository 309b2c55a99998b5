import { type ProgramInfo, setUniforms } from 'twgl.js';
import type { Camera } from '../state/index.ts';
import { clipMatrix, normalMatrix } from '../state/scene/index.ts';
import { createProgram } from './gl.ts';
import { type DrawnMesh, rangesOf } from './mesh-renderer.ts';
import { PICK_LINE_PROGRAM, PICK_PROGRAM, type PickLineUniforms, type PickUniforms } from './pick-program.ts';
import { type DrawnSkeleton, drawLines, SCENE_WIDTH_PX } from './skeleton-renderer.ts';

/** Pixels around the pointer that count, Neuroglancer's. */
const RADIUS = 5;
const SIDE = 2 * RADIUS + 1;

/** What is at a pixel. */
export interface PickedPart {
  /** Index into the meshes that were drawn, and, behind them, the skeletons. */
  readonly index: number;
  /** Pixels of the panel, from its top left corner: the pixel found, near the one asked for. */
  readonly px: readonly [number, number];
  /** In [-1, 1]. */
  readonly clipDepth: number;
}

/** What may be under the pointer. */
export interface PickedContent {
  readonly meshes: readonly DrawnMesh[];
  readonly skeletons: readonly DrawnSkeleton[];
}

/** Draws the few pixels around the pointer with numbers in place of colours. */
export class PickTarget {
  private readonly gl: WebGL2RenderingContext;
  private readonly meshes: ProgramInfo;
  /** Made when there is a line. */
  private lines: ProgramInfo | undefined;
  private readonly framebuffer: WebGLFramebuffer;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.meshes = createProgram<PickUniforms>(gl, PICK_PROGRAM);
    this.framebuffer = gl.createFramebuffer();
    const color = gl.createRenderbuffer();
    const depth = gl.createRenderbuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.bindRenderbuffer(gl.RENDERBUFFER, color);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.RG32UI, SIDE, SIDE);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, color);
    gl.bindRenderbuffer(gl.RENDERBUFFER, depth);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT24, SIDE, SIDE);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** @param x, y pixels of the panel from its top left corner. @returns what is nearest to them, if anything is near. */
  pick(
    camera: Camera,
    { meshes, skeletons }: PickedContent,
    [x, y]: readonly [number, number],
  ): PickedPart | undefined {
    const { gl } = this;
    const [column, row] = [Math.floor(x), camera.height - 1 - Math.floor(y)];
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.disable(gl.SCISSOR_TEST);
    // The pointer's pixel lies in the middle of the few that are drawn.
    gl.viewport(RADIUS - column, RADIUS - row, camera.width, camera.height);
    gl.clearBufferuiv(gl.COLOR, 0, new Uint32Array(4));
    gl.clear(gl.DEPTH_BUFFER_BIT);
    gl.disable(gl.BLEND);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LESS);
    this.drawMeshes(camera, meshes);
    this.drawLines(camera, skeletons, meshes.length);
    gl.bindVertexArray(null);
    const numbers = new Uint32Array(2 * SIDE * SIDE);
    gl.readPixels(0, 0, SIDE, SIDE, gl.RG_INTEGER, gl.UNSIGNED_INT, numbers);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return nearest(numbers, [Math.floor(x), Math.floor(y)]);
  }

  private drawMeshes(camera: Camera, meshes: readonly DrawnMesh[]): void {
    const { gl, meshes: program } = this;
    gl.useProgram(program.program);
    meshes.forEach(({ mesh, octants }, index) => {
      const uniforms: PickUniforms = {
        u_clip_from_mesh: clipMatrix(camera, mesh.originNm),
        u_view_from_mesh: normalMatrix(camera),
        u_number: index + 1,
      };
      setUniforms(program, { ...uniforms });
      gl.bindVertexArray(mesh.vertexArray);
      for (const [from, count] of rangesOf(mesh, octants))
        gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, from);
    });
  }

  /** @param before how many numbers are taken. */
  private drawLines(camera: Camera, skeletons: readonly DrawnSkeleton[], before: number): void {
    if (skeletons.length === 0) return;
    const { gl } = this;
    this.lines ??= createProgram<PickLineUniforms>(gl, PICK_LINE_PROGRAM);
    const { lines } = this;
    gl.useProgram(lines.program);
    // What is as deep as a mesh is drawn in front of it.
    gl.depthFunc(gl.LEQUAL);
    skeletons.forEach(({ skeleton }, index) => {
      const uniforms: PickLineUniforms = {
        u_clip_from_skeleton: clipMatrix(camera, skeleton.originNm),
        u_panel_px: [camera.width, camera.height],
        u_width_px: SCENE_WIDTH_PX,
        u_is_flat: false,
        u_number: before + index + 1,
      };
      setUniforms(lines, { ...uniforms });
      drawLines(gl, skeleton);
    });
  }
}

function nearest(numbers: Uint32Array, [x, y]: readonly [number, number]): PickedPart | undefined {
  const depths = new Float32Array(numbers.buffer);
  let [best, bestDistance] = [-1, RADIUS ** 2 + 1];
  for (let i = 0; i < SIDE * SIDE; i++) {
    const distance = ((i % SIDE) - RADIUS) ** 2 + (Math.floor(i / SIDE) - RADIUS) ** 2;
    if (numbers[2 * i] !== 0 && distance < bestDistance) [best, bestDistance] = [i, distance];
  }
  if (best < 0) return undefined;
  const [dx, dy] = [(best % SIDE) - RADIUS, RADIUS - Math.floor(best / SIDE)];
  return {
    index: (numbers[2 * best] as number) - 1,
    px: [x + dx + 0.5, y + dy + 0.5],
    clipDepth: 2 * (depths[2 * best + 1] as number) - 1,
  };
}
