import {
  type BufferInfo,
  createBufferInfoFromArrays,
  createVertexArrayInfo,
  drawBufferInfo,
  type ProgramInfo,
  setUniforms,
  type VertexArrayInfo,
} from 'twgl.js';
import type { Xyz } from '../../datasets/geometry/index.ts';
import {
  ALL_OCTANTS,
  type Camera,
  clipMatrix,
  depthOf,
  type MeshGeometry,
  normalMatrix,
  type Rgb,
} from '../state/index.ts';
import { createProgram } from './gl.ts';
import { MESH_PROGRAM, type MeshUniforms } from './mesh-program.ts';

/** A mesh on the GPU. */
export interface GpuMesh {
  readonly originNm: Xyz;
  /** @internal */
  readonly buffers: BufferInfo;
  /** @internal */
  readonly vertexArray: VertexArrayInfo;
  /** Of a fragment: where the indices of each octant end. */
  readonly octantEnds: readonly number[] | undefined;
}

/** A mesh as the scene shows it. */
export interface DrawnMesh {
  readonly mesh: GpuMesh;
  readonly color: Rgb;
  /** In [0, 1]. */
  readonly alpha: number;
  /** 0 is solid; more lets surfaces that face the reader vanish. */
  readonly silhouette: number;
  /** Whose it is: the parts of one segment hide each other, also where they are transparent. */
  readonly group: string;
  /** Parts of a fragment that are drawn, as bits. */
  readonly octants: number;
}

/** Draws opaque, lit meshes. */
export class MeshRenderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = createProgram<MeshUniforms>(gl, MESH_PROGRAM);
  }

  upload({ originNm, positions, normals, indices, octantEnds }: MeshGeometry): GpuMesh {
    const buffers = createBufferInfoFromArrays(this.gl, {
      a_position: { numComponents: 3, data: positions },
      a_normal: { numComponents: 4, data: normals, normalize: true },
      indices: { numComponents: 3, data: indices },
    });
    return {
      originNm,
      buffers,
      vertexArray: createVertexArrayInfo(this.gl, this.program, buffers),
      octantEnds,
    };
  }

  release(mesh: GpuMesh): void {
    const { gl } = this;
    const { buffers, vertexArray } = mesh;
    gl.deleteVertexArray(vertexArray.vertexArrayObject ?? null);
    for (const { buffer } of Object.values(buffers.attribs ?? {})) gl.deleteBuffer(buffer);
    gl.deleteBuffer(buffers.indices ?? null);
  }

  /** The viewport must be set; depth decides what is in front. */
  drawSolid(camera: Camera, meshes: readonly DrawnMesh[]): void {
    const { gl, program } = this;
    gl.useProgram(program.program);
    gl.enable(gl.DEPTH_TEST);
    gl.disable(gl.BLEND);
    gl.depthFunc(gl.LESS);
    for (const mesh of meshes) if (isSolid(mesh)) this.drawOne(camera, mesh);
    gl.bindVertexArray(null);
  }

  /**
   * After all that is solid: the farthest first, and each shows its nearest surface only. Where two run through each
   * other, their middles decide.
   */
  drawTransparent(camera: Camera, meshes: readonly DrawnMesh[]): void {
    const { gl, program } = this;
    const groups = Map.groupBy(
      meshes.filter((mesh) => !isSolid(mesh) && mesh.alpha > 0),
      ({ group }) => group,
    );
    gl.useProgram(program.program);
    gl.enable(gl.DEPTH_TEST);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const group of farthestFirst(camera, [...groups.values()])) {
      gl.disable(gl.BLEND);
      gl.depthFunc(gl.LESS);
      gl.colorMask(false, false, false, false);
      for (const mesh of group) this.drawOne(camera, mesh);
      gl.colorMask(true, true, true, true);
      gl.enable(gl.BLEND);
      gl.depthFunc(gl.EQUAL);
      for (const mesh of group) this.drawOne(camera, mesh);
    }
    gl.depthFunc(gl.LESS);
    gl.bindVertexArray(null);
  }

  private drawOne(camera: Camera, { mesh, color, alpha, silhouette, octants }: DrawnMesh): void {
    const { gl, program } = this;
    const uniforms: MeshUniforms = {
      u_clip_from_mesh: clipMatrix(camera, mesh.originNm),
      u_view_from_mesh: normalMatrix(camera),
      u_color: [...color, alpha],
      u_silhouette: silhouette,
    };
    setUniforms(program, { ...uniforms });
    gl.bindVertexArray(mesh.vertexArray.vertexArrayObject ?? null);
    for (const [from, count] of rangesOf(mesh, octants))
      drawBufferInfo(gl, mesh.vertexArray, gl.TRIANGLES, count, from);
  }
}

const isSolid = ({ alpha, silhouette }: DrawnMesh) => alpha >= 1 && silhouette === 0;

/** Neighbouring octants are drawn together. @returns where indices begin in bytes, and how many. */
export function rangesOf(
  {
    buffers,
    octantEnds,
  }: Pick<GpuMesh, 'octantEnds'> & { readonly buffers: { readonly numElements: number } },
  octants: number,
): (readonly [number, number])[] {
  if (!octantEnds || octants === ALL_OCTANTS)
    return buffers.numElements > 0 ? [[0, buffers.numElements]] : [];
  const ranges: [number, number][] = [];
  octantEnds.forEach((end, octant) => {
    const begin = octantEnds[octant - 1] ?? 0;
    if (!((octants >> octant) & 1) || end === begin) return;
    const last = ranges.at(-1);
    if (last && last[0] + last[1] === begin) last[1] += end - begin;
    else ranges.push([begin, end - begin]);
  });
  return ranges.map(([begin, count]) => [begin * Uint32Array.BYTES_PER_ELEMENT, count]);
}

/** By the depth of the middle of their origins. */
function farthestFirst(camera: Camera, groups: readonly DrawnMesh[][]): readonly DrawnMesh[][] {
  const depth = (meshes: readonly DrawnMesh[]) =>
    meshes.reduce((sum, { mesh }) => sum + depthOf(camera, mesh.originNm), 0) / meshes.length;
  return groups
    .map((meshes) => ({ meshes, depth: depth(meshes) }))
    .sort((a, b) => b.depth - a.depth)
    .map(({ meshes }) => meshes);
}
