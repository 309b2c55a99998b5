import { InvalidDataError, TooLargeError } from '../../datasets/errors.ts';
import { volumeOf } from '../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import { defaultMemoryBytes } from './memory.ts';

/** The mesher's limit on the box around a label, cells a slice. */
const MAX_SLICE = 2 ** 24;

/**
 * Bytes a voxel of the volume for its largest label, drawn and simplified: 300 for a cell of the surface (measured), of which a
 * label has one in a hundred voxels of the volume at most, in the volumes of the field.
 */
const BYTES_PER_VOXEL = 3;

/**
 * The scale to mesh: the one that is asked for, or the finest whose largest surface is likely to fit into the memory.
 * @returns with the shortest side of its voxels. @throws InvalidDataError for an image or a scale that is not there;
 * TooLargeError where none is small enough.
 */
export async function chooseMip(
  target: string | WritableStore,
  wanted?: number,
  memoryBytes = defaultMemoryBytes(),
): Promise<{ mip: number; voxelNm: number }> {
  const store = typeof target === 'string' ? createFileStore(target) : target;
  const { info, scales } = await openPrecomputed(store);
  if (info.type !== 'segmentation') {
    const cure = 'Meshes are made of labels: convert with --type segmentation';
    throw new InvalidDataError({
      subject: store.name,
      expected: 'a segmentation',
      got: `an ${info.type}`,
      cure,
    });
  }
  const mip =
    wanted ??
    scales.findIndex(
      ({ size }) =>
        (size[0] + 2) * (size[1] + 2) <= MAX_SLICE && volumeOf(size) * BYTES_PER_VOXEL <= memoryBytes,
    );
  const scale = scales[mip];
  if (scale) return { mip, voxelNm: Math.min(...scale.resolutionNm) };
  if (wanted !== undefined) {
    const expected = `a scale from 0 to ${scales.length - 1}`;
    throw new InvalidDataError({ subject: `${store.name}: --mip`, expected, got: `${wanted}` });
  }
  throw new TooLargeError({
    subject: store.name,
    expected: `a scale whose surfaces fit into ${(memoryBytes / 1e9).toPrecision(2)} GB and ${MAX_SLICE} voxels a slice`,
    got: `${scales.at(-1)?.size.join(' x ')} voxels as the coarsest`,
    cure: 'Add coarser scales with "floodlight downsample", give more --memory, or name a scale with --mip',
  });
}
