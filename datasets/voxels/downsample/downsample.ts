import { UnsupportedError } from '../../errors.ts';
import { type Box, boxSize, volumeOf, type Xyz } from '../../geometry/index.ts';
import { createSamples, type Samples, type VoxelBlock } from '../../volume.ts';
import { averageCells, type NumericSamples } from './average.ts';
import { type Cells, cellsOf, coarseBounds } from './cells.ts';
import { modeCells } from './mode.ts';
import { greatest, least, median, selectCells, strideCells } from './select.ts';

export const DOWNSAMPLE_METHODS = ['average', 'mode', 'min', 'max', 'median', 'stride'] as const;

/**
 * How a cell of voxels becomes one:
 * - `average`: mean, integers rounded to the nearest with halves to the even neighbour; not for uint64, which are labels;
 * - `mode`: the most frequent value, ties to the first in scan order (x fastest, then y, z); not for float32;
 * - `min`, `max`: NaN only where there is nothing else;
 * - `median`: the lower of the two middle values where their number is even, so always one that occurs;
 * - `stride`: the voxel with the lowest coordinates.
 */
export type DownsampleMethod = (typeof DOWNSAMPLE_METHODS)[number];

export interface DownsampleOptions {
  readonly method: DownsampleMethod;
  /** Voxels of a cell along x, y, z; whole, >= 1. */
  readonly factors: Xyz;
  /** `mode` only: background (0) loses ties. Default false. */
  readonly sparse?: boolean;
}

/**
 * One voxel for each cell that the block touches; cells are aligned to coordinate 0, and one that is cut by the block's
 * edge is made of the voxels that it has.
 * @param begin the block's first voxel in the volume.
 * @returns size as of `coarseBounds`; type and channels of the block.
 * @throws UnsupportedError for the average of uint64 and the mode of float32.
 */
export function downsampleBlock(block: VoxelBlock, begin: Xyz, options: DownsampleOptions): VoxelBlock {
  const { size, numChannels, dataType } = block;
  const box: Box = { begin, end: [begin[0] + size[0], begin[1] + size[1], begin[2] + size[2]] };
  const coarse = boxSize(coarseBounds(box, options.factors));
  const cells = cellsOf(begin, size, options.factors);
  const data = createSamples(dataType, volumeOf(coarse) * numChannels);
  const [fine, small] = [volumeOf(size), volumeOf(coarse)];
  for (let channel = 0; channel < numChannels; channel++) {
    const source = block.data.subarray(channel * fine, (channel + 1) * fine);
    const target = data.subarray(channel * small, (channel + 1) * small);
    downsampleChannel({ source, target, size, cells }, options);
  }
  return { dataType, numChannels, size: coarse, data };
}

interface ChannelTask {
  readonly source: Samples;
  readonly target: Samples;
  readonly size: Xyz;
  readonly cells: Cells;
}

function downsampleChannel(task: ChannelTask, { method, sparse = false }: DownsampleOptions): void {
  const { source, target, size, cells } = task;
  if (method === 'stride') strideCells(source, size, cells, target);
  else if (method === 'mode') modeOfSamples(task, sparse);
  else if (method === 'average')
    averageCells({ source: numeric(source), target: numeric(target), size, cells });
  else {
    const choose = { min: least, max: greatest, median }[method];
    selectCells<number | bigint>({ source, size, cells }, target as Record<number, number | bigint>, choose);
  }
}

function numeric(samples: Samples): NumericSamples {
  if (!(samples instanceof BigUint64Array)) return samples;
  throw new UnsupportedError({
    subject: 'method average',
    expected: 'an image',
    got: 'uint64 labels',
    cure: 'Use mode',
  });
}

/** Labels of 8 and 16 bits are widened for the time of the call: one loop then serves all. */
function modeOfSamples({ source, target, size, cells }: ChannelTask, sparse: boolean): void {
  if (source instanceof Float32Array) {
    throw new UnsupportedError({
      subject: 'method mode',
      expected: 'integers',
      got: 'float32',
      cure: 'Use average',
    });
  }
  const wide = source.BYTES_PER_ELEMENT >= 4;
  const input = wide ? lanesOf(source) : Uint32Array.from(source as Uint8Array);
  const lanes = source.BYTES_PER_ELEMENT === 8 ? 2 : 1;
  const output = wide ? lanesOf(target) : new Uint32Array(target.length);
  modeCells({ source: input, target: output, lanes, size, cells, sparse });
  if (!wide) (target as Uint8Array).set(output);
}

const lanesOf = ({ buffer, byteOffset, byteLength }: Samples): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4);
