import { CorruptDataError, isFloodlightError, UsageError } from '../../errors.ts';
import type { DracoBuffer, DracoDecoder, DracoGeometry, DracoModule } from './module.ts';

/** A mesh whose positions are whole numbers, as multi-resolution meshes have them. */
export interface DracoMesh {
  /** x, y, z of each vertex. */
  readonly positions: Int32Array;
  /** Three vertices a triangle. */
  readonly indices: Uint32Array;
}

export type LoadDraco = () => Promise<DracoModule>;

let load: LoadDraco | undefined;
let loading: Promise<DracoModule> | undefined;

/** Says where Draco's decoder comes from: the program takes npm's, the viewer one that it fetches. The first one named stays. */
export function registerDraco(loader: LoadDraco): void {
  load ??= loader;
}

async function draco(): Promise<DracoModule> {
  if (!load) {
    throw new UsageError({
      subject: 'Draco mesh',
      expected: 'a decoder',
      got: 'none',
      cure: 'Call registerDraco first',
    });
  }
  loading ??= load();
  // One that could not be fetched may come the next time.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

/** Begins to load the decoder: something will need it. What fails now is tried again, and told, with the first mesh. */
export function prepareDraco(): void {
  draco().catch(() => undefined);
}

/**
 * Decodes a fragment of a multi-resolution mesh: positions as they are stored, not scaled.
 * @throws CorruptDataError for bytes that are no Draco mesh with whole positions, or indices beyond the vertices.
 */
export async function decodeDracoMesh(bytes: Uint8Array, subject = 'Draco mesh'): Promise<DracoMesh> {
  const module = await draco();
  try {
    return decodeWith(module, bytes, subject);
  } catch (error) {
    if (isFloodlightError(error)) throw error;
    // The module stopped in the middle of its work: what it holds is not to be trusted any more.
    loading = undefined;
    throw new CorruptDataError({ subject, expected: 'a Draco mesh', got: String(error), cause: error });
  }
}

function decodeWith(module: DracoModule, bytes: Uint8Array, subject: string): DracoMesh {
  const buffer = new module.DecoderBuffer();
  const decoder = new module.Decoder();
  const mesh = new module.Mesh();
  try {
    buffer.Init(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), bytes.length);
    return takeOut({ module, decoder, mesh }, buffer, subject);
  } finally {
    for (const object of [mesh, decoder, buffer]) module.destroy(object);
  }
}

interface Parts {
  readonly module: DracoModule;
  readonly decoder: DracoDecoder;
  readonly mesh: DracoGeometry;
}

function takeOut({ module, decoder, mesh }: Parts, buffer: DracoBuffer, subject: string): DracoMesh {
  const corrupt = (got: string) => new CorruptDataError({ subject, expected: 'a Draco mesh', got });
  if (decoder.GetEncodedGeometryType(buffer) !== module.TRIANGULAR_MESH) throw corrupt('other bytes');
  decoder.SkipAttributeTransform(module.POSITION);
  const status = decoder.DecodeBufferToMesh(buffer, mesh);
  if (!status.ok() || status.ptr === 0) throw corrupt(status.error_msg() || 'damaged data');
  const id = decoder.GetAttributeId(mesh, module.POSITION);
  if (id < 0) throw corrupt('one without positions');
  const attribute = decoder.GetAttribute(mesh, id);
  if (attribute.num_components() !== 3) throw corrupt(`${attribute.num_components()} numbers a position`);
  const [faces, points] = [mesh.num_faces(), mesh.num_points()];
  const indices = new Uint32Array(
    copyOut(module, 12 * faces, (...target) => decoder.GetTrianglesUInt32Array(mesh, ...target)),
  );
  const fill = (...target: readonly [number, number]) =>
    decoder.GetAttributeDataArrayForAllPoints(mesh, attribute, module.DT_INT32, ...target);
  const positions = new Int32Array(copyOut(module, 12 * points, fill));
  if (indices.some((vertex) => vertex >= points)) throw corrupt(`a triangle beyond its ${points} vertices`);
  return { positions, indices };
}

/** Lets the module write into its memory, and copies it from there: that memory may move or be used anew. */
function copyOut(
  module: DracoModule,
  bytes: number,
  fill: (bytes: number, pointer: number) => boolean,
): ArrayBuffer {
  const pointer = module._malloc(bytes);
  try {
    fill(bytes, pointer);
    return module.HEAPU8.slice(pointer, pointer + bytes).buffer;
  } finally {
    module._free(pointer);
  }
}
