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
import { type Camera, clipMatrix, normalMatrix, type Rgb } from '../state/index.ts';
import { createProgram } from './gl.ts';
import { MESH_PROGRAM, type MeshUniforms } from './mesh-program.ts';

/** Triangles of one segment. */
export interface MeshGeometry {
  /** Where (0, 0, 0) of the positions lies, in nanometres. */
  readonly originNm: Xyz;
  /** x, y, z of each vertex in nanometres from the origin. */
  readonly positions: Float32Array;
  /** x, y, z and a filler of each vertex, unit length 127. */
  readonly normals: Int8Array;
  /** Three vertices a triangle. */
  readonly indices: Uint32Array;
}

/** A mesh on the GPU. */
export interface GpuMesh {
  readonly originNm: Xyz;
  readonly buffers: BufferInfo;
  readonly vertexArray: VertexArrayInfo;
}

/** A mesh as the scene shows it. */
export interface DrawnMesh {
  readonly mesh: GpuMesh;
  readonly color: Rgb;
}

/** Draws opaque, lit meshes. */
export class MeshRenderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = createProgram<MeshUniforms>(gl, MESH_PROGRAM);
  }

  upload({ originNm, positions, normals, indices }: MeshGeometry): GpuMesh {
    const buffers = createBufferInfoFromArrays(this.gl, {
      a_position: { numComponents: 3, data: positions },
      a_normal: { numComponents: 4, data: normals, normalize: true },
      indices: { numComponents: 3, data: indices },
    });
    return { originNm, buffers, vertexArray: createVertexArrayInfo(this.gl, this.program, buffers) };
  }

  release({ buffers, vertexArray }: GpuMesh): void {
    const { gl } = this;
    gl.deleteVertexArray(vertexArray.vertexArrayObject ?? null);
    for (const { buffer } of Object.values(buffers.attribs ?? {})) gl.deleteBuffer(buffer);
    gl.deleteBuffer(buffers.indices ?? null);
  }

  /** The viewport must be set; depth decides what is in front. */
  draw(camera: Camera, meshes: readonly DrawnMesh[]): void {
    const { gl, program } = this;
    gl.disable(gl.BLEND);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LESS);
    gl.useProgram(program.program);
    const rotation = normalMatrix(camera);
    for (const { mesh, color } of meshes) {
      const uniforms: MeshUniforms = {
        u_clip_from_mesh: clipMatrix(camera, mesh.originNm),
        u_view_from_mesh: rotation,
        u_color: color,
      };
      setUniforms(program, { ...uniforms });
      gl.bindVertexArray(mesh.vertexArray.vertexArrayObject ?? null);
      drawBufferInfo(gl, mesh.vertexArray);
    }
    gl.bindVertexArray(null);
  }
}
