import { InvalidDataError } from '../../errors.ts';
import { bytesOf } from '../../volume.ts';
import { type ShardingSpec, shardingJson } from '../sharding/index.ts';
import { SKELETONS_TYPE, type Skeleton, type VertexAttribute } from './skeleton.ts';

/** The attribute that every tool knows: distance to the surface at each vertex, nanometres. */
export const RADIUS: VertexAttribute = { id: 'radius', dataType: 'float32', numComponents: 1 };

export interface SkeletonFolder {
  /** Row-major 3x4: stored coordinates to nanometres. */
  readonly transform: readonly number[];
  readonly attributes: readonly VertexAttribute[];
  readonly sharding?: ShardingSpec;
}

/** The `info` of a folder of skeletons. */
export function encodeSkeletonInfo({ transform, attributes, sharding }: SkeletonFolder): Uint8Array {
  const json = {
    '@type': SKELETONS_TYPE,
    transform,
    vertex_attributes: attributes.map(({ id, dataType, numComponents }) => ({
      id,
      data_type: dataType,
      num_components: numComponents,
    })),
    ...(sharding && { sharding: shardingJson(sharding) }),
  };
  return new TextEncoder().encode(`${JSON.stringify(json)}\n`);
}

/**
 * One skeleton: counts, positions, edges, attributes, packed, little-endian. Source: formats.md 3.3.
 * @throws InvalidDataError for an attribute without a value for every vertex, and edges of vertices that are not there.
 */
export function encodeSkeleton(skeleton: Skeleton, attributes: readonly VertexAttribute[]): Uint8Array {
  const { positions, edges } = skeleton;
  const vertices = positions.length / 3;
  assertWhole(skeleton, attributes);
  const arrays = [positions, edges, ...skeleton.attributes];
  const bytes = new Uint8Array(8 + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, vertices, true);
  view.setUint32(4, edges.length / 2, true);
  let at = 8;
  for (const array of arrays) {
    bytes.set(bytesOf(array), at);
    at += array.byteLength;
  }
  return bytes;
}

function assertWhole(
  { positions, edges, attributes: values }: Skeleton,
  attributes: readonly VertexAttribute[],
): void {
  const invalid = (expected: string, got: string) =>
    new InvalidDataError({ subject: 'skeleton', expected, got });
  const vertices = positions.length / 3;
  if (!Number.isInteger(vertices) || edges.length % 2 !== 0) {
    throw invalid('three numbers a vertex, two an edge', `${positions.length} and ${edges.length}`);
  }
  const outside = edges.find((vertex) => vertex >= vertices);
  if (outside !== undefined) throw invalid(`vertices below ${vertices}`, `an edge to ${outside}`);
  for (const [i, { id, numComponents }] of attributes.entries()) {
    if (values[i]?.length === vertices * numComponents) continue;
    throw invalid(`${vertices * numComponents} values of ${id}`, `${values[i]?.length ?? 'none'}`);
  }
}
