import { toZyx, volumeOf, type Xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { createLabelIndex, numberLabels } from '../../datasets/voxels/index.ts';
import { classesOfCounts, partitionBlock } from '../../ffn/training/index.ts';
import type { PartitionSpec, Sphere } from './plan.ts';

/** What a thread is given for one block. */
export interface PartitionJob {
  /** Labels with their surroundings. */
  readonly block: VoxelBlock;
  /** First voxel of `block`, from the volume's first one. */
  readonly origin: Xyz;
  /** 1 where masked, x fastest, as large as the block. */
  readonly mask?: Uint8Array;
  /** Gets the classes of the voxels within the surroundings, x fastest. */
  readonly out: SharedArrayBuffer;
}

/** Carries out one job: a function of it and the specification. */
export function classifyBlock(spec: PartitionSpec, { block, origin, mask, out }: PartitionJob): void {
  const { radius, thresholds, whitelist, spheres } = spec;
  const index = createLabelIndex();
  const numbers = numberLabels(block, index);
  if (whitelist) keepOnly(numbers, index.labels(), new Set(whitelist));
  const surroundings = volumeOf([2 * radius[0] + 1, 2 * radius[1] + 1, 2 * radius[2] + 1]);
  const classes = partitionBlock({
    numbers,
    size: toZyx(block.size),
    radius: toZyx(radius),
    classes: classesOfCounts(thresholds, surroundings),
    mask,
    isExcluded: spheres.length > 0 ? withinSpheres(spheres, origin) : undefined,
  });
  new Uint8Array(out).set(classes);
}

function keepOnly(numbers: Uint32Array, labels: readonly bigint[], whitelist: ReadonlySet<bigint>): void {
  const kept = Uint32Array.from(labels, (label, number) => (whitelist.has(label) ? number : 0));
  for (let i = 0; i < numbers.length; i++) numbers[i] = kept[numbers[i]!]!;
}

const withinSpheres =
  (spheres: readonly Sphere[], origin: Xyz) =>
  (z: number, y: number, x: number): boolean =>
    spheres.some(({ center, radius }) => {
      const [dx, dy, dz] = [x + origin[0] - center[0], y + origin[1] - center[1], z + origin[2] - center[2]];
      return dx * dx + dy * dy + dz * dz <= radius * radius;
    });
