import { InvalidDataError, TooLargeError } from '../errors.ts';
import { boxOf, boxSize, mapXyz, type Xyz, xyz } from '../geometry/index.ts';
import { createBlock } from '../memory-volume.ts';
import { type ChunkGrid, chunkBox, createChunkGrid } from '../precomputed/index.ts';
import type { ScaledVolume, SourceScale } from '../source.ts';
import { bytesPerSample, type VoxelBlock } from '../volume.ts';
import { copyStrided } from './copy-strided.ts';
import { type AxisMap, gridPositions, type NdArray, productOf } from './nd-array.ts';

/** One resolution. */
export interface NdLevel {
  readonly array: NdArray;
  readonly name: string;
  readonly voxelSizeNm: Xyz;
  /** First voxel, in voxels of this level. */
  readonly begin: Xyz;
}

/** A chunk of all channels is a unit of transfer; one above this is a mistake in the description. */
const MAX_CHUNK_BYTES = 2 ** 31;

/**
 * Arrays of one rank and type as a volume.
 * @param levels finest first.
 * @throws InvalidDataError where they differ in rank, type or channels; TooLargeError for chunks above 2 GiB.
 */
export function createNdVolume(
  levels: readonly NdLevel[],
  axes: AxisMap,
  isVoxelSizeKnown: boolean,
): ScaledVolume {
  const [{ array: first }] = levels as [NdLevel, ...NdLevel[]];
  for (const { array } of levels) assertSame(first, array, axes);
  const numChannels = channelsOf(first, axes);
  const grids = levels.map(({ array, begin }) => {
    const size = spatialPart(array.shape, axes);
    return createChunkGrid(boxOf(begin, size), spatialPart(array.chunkShape, axes));
  });
  const scales = levels.map(({ array, name, voxelSizeNm }, i): SourceScale => {
    const { bounds, chunkSize } = grids[i];
    return { name, bounds, chunkSize, voxelSizeNm, encoding: array.encoding };
  });
  return {
    dataType: first.dataType,
    numChannels,
    isVoxelSizeKnown,
    scales,
    readChunk: async (scale, position, { signal } = {}) =>
      readChunk({ array: levels[scale].array, axes, grid: grids[scale], numChannels }, position, signal),
  };
}

interface Level {
  readonly array: NdArray;
  readonly axes: AxisMap;
  readonly grid: ChunkGrid;
  readonly numChannels: number;
}

async function readChunk(level: Level, position: Xyz, signal?: AbortSignal): Promise<VoxelBlock> {
  const { array, axes, grid, numChannels } = level;
  const size = boxSize(chunkBox(grid, position));
  const { shape, chunkShape, dataType } = array;
  const bytes = productOf(size) * numChannels * bytesPerSample(dataType);
  if (bytes > MAX_CHUNK_BYTES) throw tooLarge(array, bytes);
  const counts = axes.others.map((d) => Math.ceil(shape[d] / chunkShape[d]));
  let block: VoxelBlock | undefined;
  for (const other of gridPositions(counts)) {
    const at = shape.map(() => 0);
    axes.spatial.forEach((d, axis) => {
      if (d !== undefined) at[d] = position[axis as 0];
    });
    axes.others.forEach((d, i) => {
      at[d] = other[i];
    });
    const chunk = await array.readChunk(at, signal);
    const begin = axes.others.map((d, i) => other[i] * chunkShape[d]);
    if (chunk && counts.every((n) => n === 1)) {
      const whole = asBlock(chunk, axes, { dataType, size, numChannels });
      if (whole) return whole;
    }
    block ??= filledBlock(array, size, numChannels);
    if (chunk) copyStrided(chunk, block, { axes, begin, shape });
  }
  return block ?? filledBlock(array, size, numChannels);
}

/** Without a copy, where the samples lie as a block has them. */
function asBlock(
  {
    data,
    strides,
    shape,
  }: { data: VoxelBlock['data']; strides: readonly number[]; shape: readonly number[] },
  { spatial, others }: AxisMap,
  block: Omit<VoxelBlock, 'data'>,
): VoxelBlock | undefined {
  const dimensions = [...spatial, ...[...others].reverse()].filter((d) => d !== undefined);
  const extents = dimensions.map((d) => shape[d]);
  if (productOf(extents) !== productOf(block.size) * block.numChannels || data.length !== productOf(extents))
    return undefined;
  if (!spatial.every((d, axis) => (d === undefined ? 1 : shape[d]) === block.size[axis as 0]))
    return undefined;
  let step = 1;
  for (const d of dimensions) {
    if (strides[d] !== step && shape[d] !== 1) return undefined;
    step *= shape[d];
  }
  return { ...block, data };
}

function filledBlock({ dataType, fill }: NdArray, size: Xyz, numChannels: number): VoxelBlock {
  const block = createBlock(dataType, size, numChannels);
  if (fill !== 0 && fill !== 0n) (block.data as Uint8Array).fill(fill as number);
  return block;
}

const spatialPart = (shape: readonly number[], { spatial }: AxisMap): Xyz =>
  mapXyz(
    (_, axis) => {
      const d = spatial[axis];
      return d === undefined ? 1 : shape[d];
    },
    xyz(0, 0, 0),
  );

const channelsOf = ({ shape }: NdArray, { others }: AxisMap): number =>
  productOf(others.map((d) => shape[d]));

function assertSame(first: NdArray, array: NdArray, axes: AxisMap): void {
  const kind = (a: NdArray) =>
    `${a.shape.length} dimensions of ${a.dataType}, ${channelsOf(a, axes)} channels`;
  if (kind(first) === kind(array)) return;
  throw new InvalidDataError({
    subject: array.name,
    expected: `${kind(first)}, as ${first.name} has`,
    got: kind(array),
    cure: 'Levels of one image have one type: write them again',
  });
}

const tooLarge = ({ name, chunkShape }: NdArray, bytes: number) =>
  new TooLargeError({
    subject: name,
    expected: `a chunk of all channels of at most ${MAX_CHUNK_BYTES} bytes`,
    got: `${bytes} (${chunkShape.join(' x ')})`,
    cure: 'Write the array with smaller chunks',
  });
