/** The package has no declarations; this is the part that is used here. */
declare module 'draco3d' {
  export interface DracoEncoderModule {
    readonly Encoder: new () => DracoEncoder;
    readonly MeshBuilder: new () => DracoMeshBuilder;
    readonly Mesh: new () => DracoMesh;
    readonly DracoInt8Array: new () => DracoBytes;
    readonly POSITION: number;
    readonly MESH_EDGEBREAKER_ENCODING: number;
    destroy(object: unknown): void;
  }
  export interface DracoMesh {
    readonly ptr: number;
  }
  export interface DracoBytes {
    GetValue(index: number): number;
  }
  export interface DracoEncoder {
    SetEncodingMethod(method: number): void;
    /** From 0 (smallest) to 10 (fastest). */
    SetSpeedOptions(encoding: number, decoding: number): void;
    /** @returns bytes; 0 where it failed. */
    EncodeMeshToDracoBuffer(mesh: DracoMesh, bytes: DracoBytes): number;
  }
  export interface DracoMeshBuilder {
    AddFacesToMesh(mesh: DracoMesh, numFaces: number, faces: Uint32Array): boolean;
    AddInt32Attribute(
      mesh: DracoMesh,
      type: number,
      numVertices: number,
      components: number,
      values: Int32Array,
    ): number;
  }
  const draco: { createEncoderModule(options: object): Promise<DracoEncoderModule> };
  export default draco;
}
