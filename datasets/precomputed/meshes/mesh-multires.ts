import { CorruptDataError, InvalidDataError } from '../../errors.ts';
import type { Xyz } from '../../geometry/index.ts';
import { jsonFields, wrong } from '../../json/index.ts';
import { parseSharding, type ShardingSpec } from '../sharding/index.ts';
import { parseTransform } from '../transform.ts';

export const MULTIRES_MESH_TYPE = 'neuroglancer_multilod_draco';

/** The `info` of a folder of multi-resolution meshes. */
export interface MultiresMeshInfo {
  readonly vertexQuantizationBits: 10 | 16;
  /** Row-major 3x4: stored coordinates to nanometres; absent means the same. cloud-volume wants it to be there. */
  readonly transform?: readonly number[];
  readonly lodScaleMultiplier: number;
  readonly sharding?: ShardingSpec;
  readonly segmentProperties?: string;
}

/** @throws InvalidDataError naming the field. */
export function parseMultiresMeshInfo(json: unknown, subject: string): MultiresMeshInfo {
  const fields = jsonFields(json, subject);
  fields.oneOf('@type', [MULTIRES_MESH_TYPE]);
  const { vertex_quantization_bits: bits, lod_scale_multiplier: multiplier } = json as Record<
    string,
    unknown
  >;
  if (bits !== 10 && bits !== 16) throw wrong(fields.path('vertex_quantization_bits'), '10 or 16', bits);
  if (typeof multiplier !== 'number' || !(multiplier > 0))
    throw wrong(fields.path('lod_scale_multiplier'), 'a number > 0', multiplier);
  return {
    vertexQuantizationBits: bits,
    transform: parseTransform(fields, json),
    lodScaleMultiplier: multiplier,
    sharding: fields.has('sharding')
      ? parseSharding((json as { sharding: unknown }).sharding, fields.path('sharding'))
      : undefined,
    segmentProperties: fields.optionalString('segment_properties'),
  };
}

/** One level of detail of one segment. */
export interface MultiresLod {
  /** Length, in stored units, down to which this level shows detail; 0: it has no data. */
  readonly scale: number;
  readonly vertexOffset: Xyz;
  /** Cell of each fragment: x of all, then y of all, then z of all, as stored. */
  readonly positions: Uint32Array;
  /** Bytes of each fragment; fragments follow each other without gaps, level 0 first. */
  readonly sizes: Uint32Array;
}

/** What `<id>.index` holds. */
export interface MultiresManifest {
  /** Of a cell of level 0, in stored units. */
  readonly chunkShape: Xyz;
  readonly gridOrigin: Xyz;
  readonly lods: readonly MultiresLod[];
}

/** A level halves the resolution of the one before: more than this is no mesh. */
const MAX_LODS = 64;

/**
 * Reads a multi-resolution manifest. Source: formats.md 3.2.
 * @throws CorruptDataError where the length is another than its own counts imply; InvalidDataError for values that are
 *   no numbers, or not positive where they must be.
 */
export function decodeMultiresManifest(bytes: Uint8Array, subject = 'manifest'): MultiresManifest {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const need = (count: number) => {
    if (at + count <= bytes.length) return;
    throw new CorruptDataError({
      subject: `${subject}: offset ${at}`,
      expected: `${count} more bytes`,
      got: `${bytes.length - at}`,
      cure: 'The manifest is truncated: write or download it again',
    });
  };
  const floats = (count: number): number[] => {
    need(4 * count);
    at += 4 * count;
    return Array.from({ length: count }, (_, i) => view.getFloat32(at - 4 * (count - i), true));
  };
  const words = (count: number): Uint32Array => {
    need(4 * count);
    at += 4 * count;
    return Uint32Array.from({ length: count }, (_, i) => view.getUint32(at - 4 * (count - i), true));
  };
  const chunkShape = floats(3);
  const gridOrigin = floats(3);
  const [numLods = 0] = words(1);
  if (numLods < 1 || numLods > MAX_LODS)
    throw wrong(`${subject}: num_lods at offset 24`, `1 to ${MAX_LODS}`, numLods);
  const scales = floats(numLods);
  const offsets = floats(3 * numLods);
  const counts = words(numLods);
  const lods = Array.from(counts, (count, lod): MultiresLod => {
    need(16 * count);
    const vertexOffset = offsets.slice(3 * lod, 3 * lod + 3) as unknown as Xyz;
    return { scale: scales[lod]!, vertexOffset, positions: words(3 * count), sizes: words(count) };
  });
  if (at !== bytes.length) {
    const cure = 'The manifest was written by another layout: write it again';
    throw new CorruptDataError({ subject, expected: `${at} bytes`, got: `${bytes.length}`, cure });
  }
  assertNumbers({ chunkShape, numbers: [...gridOrigin, ...scales, ...offsets] }, subject);
  return { chunkShape: chunkShape as unknown as Xyz, gridOrigin: gridOrigin as unknown as Xyz, lods };
}

function assertNumbers(
  { chunkShape, numbers }: { readonly chunkShape: readonly number[]; readonly numbers: readonly number[] },
  subject: string,
): void {
  if (!chunkShape.every((n) => Number.isFinite(n) && n > 0))
    throw wrong(`${subject}: chunk_shape`, 'three finite numbers > 0', chunkShape);
  const odd = numbers.find((n) => !Number.isFinite(n));
  if (odd === undefined) return;
  throw new InvalidDataError({ subject, expected: 'finite numbers', got: `${odd}`, cure: 'Write it again' });
}
