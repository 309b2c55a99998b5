import { mapXyz, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { createSamples, type VoxelBlock } from '../../datasets/volume.ts';

/** The block at a step of -1, 0 or 1 chunks along each axis from another; undefined where there is none, or none yet. */
export type Neighbour = (step: Xyz) => VoxelBlock | undefined;

/** A part of the layer of voxels around a chunk: places in its texture, which begins one voxel before the chunk. */
export interface BorderPart {
  readonly begin: Xyz;
  readonly size: Xyz;
  /** Channels behind each other. */
  readonly data: VoxelBlock['data'];
}

/** Which block each of the 26 parts was taken from, as the number of its step; 0: not filled yet. */
export type BorderSources = Uint8Array;

export const noSources = (): BorderSources => new Uint8Array(STEPS.length);

/** Every step but the one to the chunk itself. */
const STEPS: readonly Xyz[] = Array.from({ length: 27 }, (_, i) =>
  xyz((i % 3) - 1, (Math.floor(i / 3) % 3) - 1, Math.floor(i / 9) - 1),
).filter((step) => step.some((v) => v !== 0));

const numberOf = ([x, y, z]: Xyz): number => 1 + (x + 1) + 3 * (y + 1) + 9 * (z + 1);

/**
 * What a chunk's border is short of: voxels of the chunks around it, and where one is not there, of the nearest that is, so
 * that the edge of the volume is repeated.
 * @param sources what the border has; brought up to date.
 */
export function borderParts(block: VoxelBlock, neighbour: Neighbour, sources: BorderSources): BorderPart[] {
  return STEPS.flatMap((step, i): BorderPart[] => {
    const [from, source] = nearest(step, neighbour) ?? [xyz(0, 0, 0), block];
    if (sources[i] === numberOf(from)) return [];
    sources[i] = numberOf(from);
    const size = mapXyz((v, axis) => (v === 0 ? block.size[axis] : 1), step);
    return [{ begin: beginOf(step, block.size), size, data: partOf(source, block, { step, from, size }) }];
  });
}

/** The neighbour itself, or the nearest that has the voxel where this one would have it: the fewest axes left out. */
function nearest(step: Xyz, neighbour: Neighbour): readonly [Xyz, VoxelBlock] | undefined {
  for (const kept of KEPT) {
    const from = mapXyz((v, i) => v * kept[i], step);
    const found = from.some((v) => v !== 0) ? neighbour(from) : undefined;
    if (found) return [from, found];
  }
  return undefined;
}

const KEPT: readonly Xyz[] = [
  [1, 1, 1],
  [1, 1, 0],
  [1, 0, 1],
  [0, 1, 1],
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

const beginOf = (step: Xyz, size: Xyz): Xyz =>
  mapXyz((v, i) => (v < 0 ? 0 : v === 0 ? 1 : size[i] + 1), step);

interface PartPlace {
  readonly step: Xyz;
  readonly from: Xyz;
  readonly size: Xyz;
}

/** The voxels of one part, every channel. */
function partOf(source: VoxelBlock, own: VoxelBlock, { step, from, size }: PartPlace): VoxelBlock['data'] {
  const [w, h, d] = source.size;
  // Where the source lies in the step's direction, its near side; where it does not, the side of the chunk that is repeated.
  const [x0, y0, z0] = mapXyz((v, i) => {
    if (v === 0) return 0;
    const isBefore = from[i] !== 0 ? v < 0 : v > 0;
    return isBefore ? source.size[i] - 1 : 0;
  }, step);
  const data = createSamples(own.dataType, size[0] * size[1] * size[2] * own.numChannels);
  let i = 0;
  for (let channel = 0; channel < own.numChannels; channel++)
    for (let z = 0; z < size[2]; z++)
      for (let y = 0; y < size[1]; y++) {
        const row = x0 + w * (y0 + y + h * (z0 + z + d * channel));
        for (let x = 0; x < size[0]; x++) data[i++] = source.data[row + x] as never;
      }
  return data;
}
