import { crc32c } from '../../codecs/bytes/index.ts';
import { boxOf, mapXyz, type Xyz, xyz } from '../../geometry/index.ts';
import { copyBox, createBlock } from '../../memory-volume.ts';
import { chunkBox, chunksIn, createChunkGrid } from '../../precomputed/index.ts';
import { bytesOf, type VoxelBlock } from '../../volume.ts';

/** How chunks are compressed: a codec of Zarr 3 and what carries it out. */
export interface ZarrCompression {
  readonly name: 'gzip' | 'zstd';
  readonly configuration: Readonly<Record<string, unknown>>;
  encode(bytes: Uint8Array): Promise<Uint8Array>;
}

const ABSENT = 2n ** 64n - 1n;

/**
 * One chunk's bytes: whole, with 0 beyond the volume's edge.
 * @param block of one channel, at most a chunk large.
 * @returns undefined where all samples are 0, the fill value: such a chunk is not stored.
 */
export async function encodeZarrChunk(
  block: VoxelBlock,
  chunkSize: Xyz,
  compression: ZarrCompression,
): Promise<Uint8Array | undefined> {
  const bytes = bytesOf(block.data);
  if (bytes.every((byte) => byte === 0)) return undefined;
  if (block.size.every((n, i) => n === chunkSize[i as 0])) return compression.encode(bytes);
  const whole = createBlock(block.dataType, chunkSize);
  const origin = xyz(0, 0, 0);
  copyBox({ block, origin }, { block: whole, origin }, boxOf(origin, block.size));
  return compression.encode(bytesOf(whole.data));
}

/**
 * A shard: its chunks, then where they lie (little-endian, with a checksum).
 * @param block of one channel, at most a shard large. @param perShard chunks along each axis.
 * @returns undefined where all samples are 0. Memory: the block, and the chunks compressed.
 */
export async function encodeZarrShard(
  block: VoxelBlock,
  { chunkSize, perShard }: { readonly chunkSize: Xyz; readonly perShard: Xyz },
  compression: ZarrCompression,
): Promise<Uint8Array | undefined> {
  const origin = xyz(0, 0, 0);
  const grid = createChunkGrid(boxOf(origin, block.size), chunkSize);
  const positions = [...chunksIn(grid)];
  // Compressed at once: the platform has threads for that.
  const chunks = await Promise.all(
    positions.map((position) => {
      const box = chunkBox(grid, position);
      const size = mapXyz((e, axis) => e - box.begin[axis], box.end);
      const chunk = createBlock(block.dataType, size);
      copyBox({ block, origin }, { block: chunk, origin: box.begin }, box);
      return encodeZarrChunk(chunk, chunkSize, compression);
    }),
  );
  if (chunks.every((chunk) => chunk === undefined)) return undefined;
  const count = perShard[0] * perShard[1] * perShard[2];
  const bodyBytes = chunks.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0);
  const shard = new Uint8Array(bodyBytes + 16 * count + 4);
  const index = new BigUint64Array(2 * count).fill(ABSENT);
  let offset = 0;
  chunks.forEach((chunk, i) => {
    if (!chunk) return;
    const [x, y, z] = positions[i];
    // x fastest: the C order of an array of z, y, x.
    const place = x + perShard[0] * (y + perShard[1] * z);
    index[2 * place] = BigInt(offset);
    index[2 * place + 1] = BigInt(chunk.length);
    shard.set(chunk, offset);
    offset += chunk.length;
  });
  const indexBytes = bytesOf(index);
  shard.set(indexBytes, bodyBytes);
  new DataView(shard.buffer).setUint32(bodyBytes + indexBytes.length, crc32c(indexBytes), true);
  return shard;
}
