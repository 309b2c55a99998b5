import { type ProgramInfo, setUniforms } from 'twgl.js';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Camera, MeshGeometry, Rgb } from '../state/index.ts';
import { ALL_OCTANTS, clipMatrix, depthOf, normalMatrix } from '../state/scene/index.ts';
import { beginProgram } from './gl.ts';
import { MESH_PROGRAM, type MeshUniforms } from './mesh-program.ts';

/** A mesh on the GPU. */
export interface GpuMesh {
  readonly originNm: Xyz;
  /** @internal */
  readonly vertexArray: WebGLVertexArrayObject;
  /** Positions, normals, indices. @internal */
  readonly buffers: readonly WebGLBuffer[];
  readonly indexCount: number;
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

  /** @param program begun before. */
  constructor(gl: WebGL2RenderingContext, program = beginProgram<MeshUniforms>(gl, MESH_PROGRAM)) {
    this.gl = gl;
    this.program = program.finish();
  }

  upload({ originNm, positions, normals, indices, octantEnds }: MeshGeometry): GpuMesh {
    const { gl, program } = this;
    const vertexArray = gl.createVertexArray();
    gl.bindVertexArray(vertexArray);
    const fill = (target: GLenum, data: ArrayBufferView) => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(target, buffer);
      gl.bufferData(target, data, gl.STATIC_DRAW);
      return buffer;
    };
    const attribute = (name: string, size: number, data: Float32Array | Int8Array) => {
      const buffer = fill(gl.ARRAY_BUFFER, data);
      const place = gl.getAttribLocation(program.program, name);
      const type = data instanceof Float32Array ? gl.FLOAT : gl.BYTE;
      // Not there in a context that was lost meanwhile.
      if (place >= 0) {
        gl.enableVertexAttribArray(place);
        gl.vertexAttribPointer(place, size, type, type === gl.BYTE, 0, 0);
      }
      return buffer;
    };
    const buffers = [
      attribute('a_position', 3, positions),
      attribute('a_normal', 4, normals),
      fill(gl.ELEMENT_ARRAY_BUFFER, indices),
    ];
    gl.bindVertexArray(null);
    return { originNm, vertexArray, buffers, indexCount: indices.length, octantEnds };
  }

  release(mesh: GpuMesh): void {
    // Not in the head: the package's types leave these out, and a head would still name them.
    const { vertexArray, buffers } = mesh;
    this.gl.deleteVertexArray(vertexArray);
    for (const buffer of buffers) this.gl.deleteBuffer(buffer);
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
    gl.bindVertexArray(mesh.vertexArray);
    for (const [from, count] of rangesOf(mesh, octants))
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, from);
  }
}

const isSolid = ({ alpha, silhouette }: DrawnMesh) => alpha >= 1 && silhouette === 0;

/** Neighbouring octants are drawn together. @returns where indices begin in bytes, and how many. */
export function rangesOf(
  { indexCount, octantEnds }: Pick<GpuMesh, 'octantEnds' | 'indexCount'>,
  octants: number,
): (readonly [number, number])[] {
  if (!octantEnds || octants === ALL_OCTANTS) return indexCount > 0 ? [[0, indexCount]] : [];
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
