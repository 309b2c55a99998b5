import { createHash } from 'node:crypto';
import { boxOf, boxSize, mapXyz, volumeOf } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';

/** Blocks along each axis, at both ends and in the middle. */
const BLOCKS = 3;
const EDGE = 8;

/**
 * Tells a volume from others of its extent by a few thousand of its voxels, the same ones whatever part of it is segmented.
 * @returns 16 hexadecimal digits of a SHA-256.
 */
export async function sampleDigest(volume: Volume, signal?: AbortSignal): Promise<string> {
  const { begin } = volume.bounds;
  const size = boxSize(volume.bounds);
  const extent = mapXyz((n) => Math.min(EDGE, n), size);
  const hash = createHash('sha256');
  for (let i = 0; i < BLOCKS ** 3; i++) {
    const at = [i % BLOCKS, Math.floor(i / BLOCKS) % BLOCKS, Math.floor(i / BLOCKS ** 2)] as const;
    const corner = mapXyz(
      (n, axis) => begin[axis] + Math.floor(((n - extent[axis]) * at[axis]) / (BLOCKS - 1)),
      size,
    );
    const block = await volume.read(boxOf(corner, extent), { signal });
    const data = block.data.subarray(0, volumeOf(block.size) * volume.numChannels);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}
