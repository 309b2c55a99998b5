import { InvalidDataError } from '../../datasets/errors.ts';
import {
  type Box,
  boxOf,
  boxSize,
  intersectBoxes,
  mapXyz,
  volumeOf,
  type Xyz,
  xyz,
} from '../../datasets/geometry/index.ts';

/** A ball of voxels to leave out. */
export interface Sphere {
  readonly center: Xyz;
  readonly radius: number;
}

/** What decides the classes of all blocks: plain data, so that every thread can have it. */
export interface PartitionSpec {
  /** Voxels on each side of a voxel that count as its surroundings. */
  readonly radius: Xyz;
  readonly thresholds: readonly number[];
  /** Only these labels get a class; undefined: all. */
  readonly whitelist?: readonly bigint[];
  /** In voxels from the volume's first one. */
  readonly spheres: readonly Sphere[];
}

/** One part of the output, which is its own. */
export interface PartitionBlock {
  /** Whole chunks of the output, from the volume's first voxel. */
  readonly box: Box;
  /** What of it has its surroundings inside the volume; undefined for none. */
  readonly computed: Box | undefined;
}

/** Voxels of a chunk of an HDF5 output. */
export const CHUNK_SIZE: Xyz = xyz(64, 64, 64);

/** Voxels of a block: 2 x 2 x 2 chunks. Its surroundings come on top, which are read again by its neighbours. */
const BLOCK_SIZE: Xyz = xyz(128, 128, 128);

/** Labels are read as 8 bytes, numbered in 4, counted in 4; the rest is classes and masks. */
const BYTES_PER_VOXEL = 20;

/**
 * Cuts a volume into blocks. Depends on size and radius alone.
 * @throws InvalidDataError where no voxel has its surroundings inside the volume.
 */
export function planBlocks(size: Xyz, radius: Xyz): PartitionBlock[] {
  const valid = validBox(size, radius);
  const blocks: PartitionBlock[] = [];
  const steps = mapXyz((n, i) => Math.ceil(n / BLOCK_SIZE[i]), size);
  for (let z = 0; z < steps[2]; z++) {
    for (let y = 0; y < steps[1]; y++) {
      for (let x = 0; x < steps[0]; x++) {
        const begin = mapXyz((n, i) => n * BLOCK_SIZE[i], xyz(x, y, z));
        const end = mapXyz((n, i) => Math.min(n + BLOCK_SIZE[i], size[i]), begin);
        blocks.push({ box: { begin, end }, computed: intersectBoxes({ begin, end }, valid) });
      }
    }
  }
  return blocks;
}

/** The voxels whose surroundings lie in the volume. @throws InvalidDataError where there are none. */
export function validBox(size: Xyz, radius: Xyz): Box {
  const valid = mapXyz((n, i) => n - 2 * radius[i], size);
  if (valid.every((n) => n > 0)) return boxOf(radius, valid);
  throw new InvalidDataError({
    subject: 'labels',
    expected: `more than ${mapXyz((n) => 2 * n, radius).join(', ')} voxels: twice --lom-radius on each axis`,
    got: size.join(', '),
    cure: 'Take a smaller --lom-radius or a larger volume',
  });
}

/** A block with its surroundings. */
export const withSurroundings = ({ begin, end }: Box, radius: Xyz): Box => ({
  begin: mapXyz((n, i) => n - radius[i], begin),
  end: mapXyz((n, i) => n + radius[i], end),
});

/** What a thread holds at most. */
export const bytesPerThread = (radius: Xyz): number =>
  BYTES_PER_VOXEL * volumeOf(boxSize(withSurroundings(boxOf(xyz(0, 0, 0), BLOCK_SIZE), radius)));
