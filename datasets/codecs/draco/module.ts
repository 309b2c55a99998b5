/** What is used of the module that draco3d's `createDecoderModule` makes. Its objects live in wasm memory: `destroy` frees them. */
export interface DracoModule {
  readonly Decoder: new () => DracoDecoder;
  readonly DecoderBuffer: new () => DracoBuffer;
  readonly Mesh: new () => DracoGeometry;
  readonly TRIANGULAR_MESH: number;
  readonly POSITION: number;
  readonly DT_INT32: number;
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  destroy(object: unknown): void;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

export interface DracoBuffer {
  Init(bytes: Int8Array, length: number): void;
}

export interface DracoGeometry {
  num_faces(): number;
  num_points(): number;
}

export interface DracoAttribute {
  num_components(): number;
}

export interface DracoDecoder {
  GetEncodedGeometryType(buffer: DracoBuffer): number;
  SkipAttributeTransform(attribute: number): void;
  DecodeBufferToMesh(
    buffer: DracoBuffer,
    mesh: DracoGeometry,
  ): { ok(): boolean; error_msg(): string; readonly ptr: number };
  GetAttributeId(mesh: DracoGeometry, attribute: number): number;
  GetAttribute(mesh: DracoGeometry, id: number): DracoAttribute;
  GetTrianglesUInt32Array(mesh: DracoGeometry, bytes: number, pointer: number): boolean;
  GetAttributeDataArrayForAllPoints(
    mesh: DracoGeometry,
    attribute: DracoAttribute,
    type: number,
    ...target: readonly [bytes: number, pointer: number]
  ): boolean;
}
