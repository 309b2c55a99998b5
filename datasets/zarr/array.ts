import { denseStrides, type NdArray, type NdChunk, productOf } from '../ndarray/index.ts';
import { bytesPerFileSample, typeWarning, volumeTypeOf } from '../raw-file/index.ts';
import type { GetOptions, Store } from '../stores/index.ts';
import { decodeChunkBytes, mostStoredBytes } from './decode-chunk.ts';
import type { ArrayDescription, ChunkCodecs, Sharding } from './description.ts';
import { createShardIndices, rangeOf } from './shard-index.ts';

/**
 * An array whose metadata are read.
 * @param path of the array in the store, without slashes at its ends; may be empty.
 */
export function createZarrArray(store: Store, path: string, description: ArrayDescription): NdArray {
  const { shape, chunkShape, fileType, fill, codecs } = description;
  const read = codecs.sharding
    ? shardReader(store, path, description)
    : chunkReader(store, path, description);
  const { sharding } = codecs;
  const stored = sharding ? sharding.codecs : codecs;
  const warning = typeWarning(fileType);
  return {
    name: nameOf(store, path),
    shape,
    chunkShape: sharding ? innerShape(codecs.order, sharding) : chunkShape,
    dataType: volumeTypeOf(fileType),
    fill,
    encoding: `${sharding ? 'sharded, ' : ''}${stored.bytes.map(({ label }) => label).join(', ') || 'raw'}`,
    warnings: warning === undefined ? [] : [warning],
    readChunk: read,
  };
}

const keyIn = (path: string, key: string): string => (path === '' ? key : `${path}/${key}`);
const nameOf = (store: Store, path: string): string => (path === '' ? store.name : `${store.name}/${path}`);

function chunkReader(store: Store, path: string, description: ArrayDescription): NdArray['readChunk'] {
  const { codecs, chunkShape, keyOf } = description;
  const decode = decoder(description, codecs, chunkShape, codecs.order);
  return async (position, signal) => {
    const key = keyIn(path, keyOf(position));
    const bytes = await store.get(key, { signal });
    return bytes && decode(bytes, `${store.name}/${key}`);
  };
}

function shardReader(store: Store, path: string, description: ArrayDescription): NdArray['readChunk'] {
  const { chunkShape: shardShape, keyOf, fileType, codecs } = description;
  const { order, sharding } = codecs as ChunkCodecs & { readonly sharding: Sharding };
  const chunkShape = innerShape(order, sharding);
  const perShard = shardShape.map((n, d) => n / chunkShape[d]);
  const counts = order.map((d) => perShard[d]);
  const indices = createShardIndices(store, sharding, counts);
  const plainBytes = productOf(chunkShape) * bytesPerFileSample(fileType);
  const maxBytes = mostStoredBytes(sharding.codecs, plainBytes);
  const dimensions = sharding.codecs.order.map((i) => order[i]);
  const decode = decoder(description, sharding.codecs, chunkShape, dimensions);
  return async (position, signal) => {
    const shard = position.map((p, d) => Math.floor(p / perShard[d]));
    const key = keyIn(path, keyOf(shard));
    const index = await indices.get(key);
    if (!index) return undefined;
    const place = order.reduce((at, d) => at * perShard[d] + position[d] - shard[d] * perShard[d], 0);
    const subject = `${store.name}/${key}: chunk ${position.join(',')}`;
    const range = rangeOf(index, place, maxBytes, subject);
    const options: GetOptions = { range, signal };
    const bytes = range && (await store.get(key, options));
    return bytes && decode(bytes, subject);
  };
}

/** Of an inner chunk, by dimension of the array. */
function innerShape(order: readonly number[], sharding: Sharding): number[] {
  const shape = order.map(() => 0);
  order.forEach((d, i) => {
    shape[d] = sharding.chunkShape[i];
  });
  return shape;
}

/** @param dimensions of the array in the order they lie in, the slowest first. */
function decoder(
  { fileType }: ArrayDescription,
  codecs: ChunkCodecs,
  shape: readonly number[],
  dimensions: readonly number[],
) {
  const count = productOf(shape);
  const strides = denseStrides(shape, dimensions);
  return async (bytes: Uint8Array, subject: string): Promise<NdChunk> => {
    const data = await decodeChunkBytes(bytes, codecs, { count, fileType, subject });
    return { data, strides, shape };
  };
}
