import { CorruptDataError, InvalidDataError } from '../../errors.ts';
import { decodeJson, jsonFields, wrong } from '../../json/index.ts';
import { bytesOf } from '../../volume.ts';

/** A piece of a surface. */
export interface MeshFragment {
  /** x, y, z of each vertex, nanometres in the volume's frame. */
  readonly positionsNm: Float32Array;
  /** Three vertex numbers a triangle. */
  readonly indices: Uint32Array;
}

/** The `info` of a folder of legacy meshes. */
export const encodeLegacyMeshInfo = (): Uint8Array => encodeJson({ '@type': 'neuroglancer_legacy_mesh' });

/** Key of a segment's manifest. @param id decimal or bigint, never a number: ids have 64 bits. */
export const legacyManifestKey = (id: bigint | string): string => `${id}:0`;

/** @param fragments names relative to the mesh folder. */
export const encodeLegacyManifest = (fragments: readonly string[]): Uint8Array => encodeJson({ fragments });

/**
 * @returns names of a segment's fragments, relative to the mesh folder.
 * @throws CorruptDataError where the bytes are not JSON; InvalidDataError where they are another JSON.
 */
export function decodeLegacyManifest(bytes: Uint8Array, subject = 'mesh manifest'): readonly string[] {
  const json = decodeJson(bytes, subject);
  const fields = jsonFields(json, subject);
  const { fragments } = json as { fragments: unknown };
  if (Array.isArray(fragments) && fragments.every((f) => typeof f === 'string')) return fragments;
  throw wrong(fields.path('fragments'), 'an array of names', fragments);
}

/**
 * Layout: vertex count (u32), positions (f32), indices (u32) to the end, all little-endian.
 * @throws InvalidDataError for lengths that are not multiples of 3, positions that are not finite, indices of
 * vertices that are not there.
 */
export function encodeLegacyFragment(mesh: MeshFragment): Uint8Array {
  const { positionsNm, indices } = mesh;
  const numVertices = checkMesh(mesh, 'mesh fragment');
  const bytes = new Uint8Array(4 + positionsNm.byteLength + indices.byteLength);
  new DataView(bytes.buffer).setUint32(0, numVertices, true);
  bytes.set(bytesOf(positionsNm), 4);
  bytes.set(bytesOf(indices), 4 + positionsNm.byteLength);
  return bytes;
}

/**
 * @returns copies: nothing of `bytes` is kept.
 * @throws CorruptDataError where lengths do not fit; InvalidDataError as `encodeLegacyFragment`.
 */
export function decodeLegacyFragment(bytes: Uint8Array, subject = 'mesh fragment'): MeshFragment {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numVertices = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  const indicesAt = 4 + 12 * numVertices;
  if (bytes.length < indicesAt || (bytes.length - indicesAt) % 12 !== 0) {
    throw new CorruptDataError({
      subject,
      expected: `4 + 12 * ${numVertices} (vertices) + 12 * triangles bytes`,
      got: `${bytes.length} bytes`,
      cure: 'The fragment is truncated or not a legacy mesh',
    });
  }
  const mesh: MeshFragment = {
    positionsNm: new Float32Array(new Uint8Array(bytes.subarray(4, indicesAt)).buffer),
    indices: new Uint32Array(new Uint8Array(bytes.subarray(indicesAt)).buffer),
  };
  checkMesh(mesh, subject);
  return mesh;
}

/** @returns the number of vertices. */
function checkMesh({ positionsNm, indices }: MeshFragment, subject: string): number {
  const invalid = (expected: string, got: string) => new InvalidDataError({ subject, expected, got });
  if (positionsNm.length % 3 !== 0 || indices.length % 3 !== 0) {
    throw invalid('three numbers a vertex and a triangle', `${positionsNm.length} and ${indices.length}`);
  }
  const numVertices = positionsNm.length / 3;
  const outside = indices.findIndex((index) => index >= numVertices);
  if (outside >= 0) throw invalid(`indices below ${numVertices}`, `${indices[outside]}`);
  const unset = positionsNm.findIndex((value) => !Number.isFinite(value));
  if (unset >= 0)
    throw invalid('finite positions', `${positionsNm[unset]} at vertex ${Math.floor(unset / 3)}`);
  return numVertices;
}

const encodeJson = (json: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(json)}\n`);
