import { CorruptDataError } from '../../errors.ts';
import { jsonFields, wrong } from '../../json/index.ts';
import { parseSharding, type ShardingSpec } from '../sharding/index.ts';
import { parseTransform } from '../transform.ts';

export const SKELETONS_TYPE = 'neuroglancer_skeletons';

const ARRAYS = {
  float32: Float32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;
const TYPES = Object.keys(ARRAYS) as (keyof typeof ARRAYS)[];

/** Something that every vertex has, such as its radius. */
export interface VertexAttribute {
  readonly id: string;
  readonly dataType: keyof typeof ARRAYS;
  readonly numComponents: number;
}

/** The `info` of a folder of skeletons. */
export interface SkeletonInfo {
  /** Row-major 3x4: stored coordinates to nanometres; absent means the same. cloud-volume wants it to be there. */
  readonly transform?: readonly number[];
  readonly attributes: readonly VertexAttribute[];
  readonly sharding?: ShardingSpec;
  readonly segmentProperties?: string;
}

/** @throws InvalidDataError naming the field. */
export function parseSkeletonInfo(json: unknown, subject: string): SkeletonInfo {
  const fields = jsonFields(json, subject);
  fields.oneOf('@type', [SKELETONS_TYPE]);
  const { vertex_attributes: list = [], sharding } = json as Record<string, unknown>;
  if (!Array.isArray(list)) throw wrong(fields.path('vertex_attributes'), 'an array', list);
  const attributes = list.map((json: unknown, i): VertexAttribute => {
    const attribute = jsonFields(json, fields.path(`vertex_attributes[${i}]`));
    const id = attribute.string('id');
    if (id === '') throw wrong(attribute.path('id'), 'a name', id);
    return {
      id,
      dataType: attribute.oneOf('data_type', TYPES),
      numComponents: attribute.integer('num_components', 1, 1024),
    };
  });
  const ids = attributes.map(({ id }) => id);
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  if (repeated !== undefined)
    throw wrong(fields.path('vertex_attributes'), 'attributes with ids of their own', repeated);
  return {
    transform: parseTransform(fields, json),
    attributes,
    // cloud-volume's template has a null here.
    sharding: sharding == null ? undefined : parseSharding(sharding, fields.path('sharding')),
    segmentProperties: fields.optionalString('segment_properties'),
  };
}

export type AttributeValues =
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Lines through a cell. */
export interface Skeleton {
  /** x, y, z of each vertex, as stored: `transform` makes them nanometres. */
  readonly positions: Float32Array;
  /** Two vertex numbers an edge. */
  readonly edges: Uint32Array;
  /** In the order of the info; `numComponents` values a vertex. */
  readonly attributes: readonly AttributeValues[];
}

/**
 * Reads one skeleton: counts, positions, edges, attributes, packed, little-endian. Source: formats.md 3.3.
 * @returns copies: nothing of `bytes` is kept.
 * @throws CorruptDataError where the length is another than the counts imply; InvalidDataError for edges to vertices
 *   that are not there and positions that are not finite.
 */
export function decodeSkeleton(
  bytes: Uint8Array,
  attributes: readonly VertexAttribute[],
  subject = 'skeleton',
): Skeleton {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [vertices, edges] = bytes.length < 8 ? [0, 0] : [view.getUint32(0, true), view.getUint32(4, true)];
  const sizes = attributes.map((a) => vertices * a.numComponents * ARRAYS[a.dataType].BYTES_PER_ELEMENT);
  const expected = 8 + 12 * vertices + 8 * edges + sizes.reduce((sum, n) => sum + n, 0);
  if (bytes.length !== expected) {
    throw new CorruptDataError({
      subject,
      expected: `${expected} bytes for ${vertices} vertices, ${edges} edges and ${attributes.length} attributes`,
      got: `${bytes.length} bytes`,
      cure: 'The skeleton is truncated, or the info lists other attributes than it has',
    });
  }
  let at = 8;
  const take = (length: number): ArrayBuffer => {
    at += length;
    return new Uint8Array(bytes.subarray(at - length, at)).buffer;
  };
  const skeleton: Skeleton = {
    positions: new Float32Array(take(12 * vertices)),
    edges: new Uint32Array(take(8 * edges)),
    attributes: attributes.map(({ dataType }, i) => new ARRAYS[dataType](take(sizes[i]!))),
  };
  const outside = skeleton.edges.find((vertex) => vertex >= vertices);
  if (outside !== undefined) throw wrong(`${subject}: edges`, `vertices below ${vertices}`, outside);
  const odd = skeleton.positions.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw wrong(
      `${subject}: vertex ${Math.floor(odd / 3)}`,
      'a finite position',
      `${skeleton.positions[odd]}`,
    );
  return skeleton;
}
