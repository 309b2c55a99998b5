import { InvalidDataError } from '../errors.ts';
import { type Box, volumeOf, type Xyz, xyz } from '../geometry/index.ts';
import type { Samples, VoxelBlock } from '../volume.ts';

/** What is known of one label after one pass. */
export interface LabelStatistics {
  readonly voxels: number;
  /** The smallest box that holds all of the label's voxels. */
  readonly box: Box;
}

/**
 * Counts every label of a block but 0, the background.
 * @param block integer labels, one channel.
 * @param origin first voxel of the block, added to the boxes.
 * @returns by label in decimal, in order of first appearance; negative labels keep their sign.
 * @throws InvalidDataError for float32 samples or several channels.
 */
export function countLabels(block: VoxelBlock, origin: Xyz = xyz(0, 0, 0)): Map<string, LabelStatistics> {
  assertLabels(block);
  const extents: Extent[] = [];
  const known = new Map<Samples[number], Extent>();
  forEachRun(block, (run) => {
    const { label, x, y, z, length } = run;
    let extent = known.get(label);
    if (!extent) {
      extent = { name: String(label), voxels: 0, begin: [x, y, z], end: [x + length, y + 1, z + 1] };
      known.set(label, extent);
      extents.push(extent);
    }
    grow(extent, run);
  });
  return new Map(extents.map((extent) => [extent.name, finish(extent, origin)]));
}

interface Extent {
  readonly name: string;
  voxels: number;
  readonly begin: [number, number, number];
  readonly end: [number, number, number];
}

function assertLabels({ dataType, numChannels, size, data }: VoxelBlock): void {
  if (dataType !== 'float32' && numChannels === 1 && data.length === volumeOf(size)) return;
  throw new InvalidDataError({
    subject: 'label block',
    expected: `integer labels, 1 channel, ${volumeOf(size)} voxels`,
    got: `${dataType}, ${numChannels} channels, ${data.length} samples`,
  });
}

/** Voxels of one label side by side along x. */
interface Run {
  readonly label: Samples[number];
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly length: number;
}

/** Calls back once for each run of one non-zero label along x: labels are piecewise constant. */
function forEachRun({ size: [nx, ny, nz], data }: VoxelBlock, onRun: (run: Run) => void): void {
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = nx * (y + ny * z);
      let begin = 0;
      for (let x = 1; x <= nx; x++) {
        if (x < nx && data[row + x] === data[row + begin]) continue;
        const label = data[row + begin];
        if (Number(label) !== 0) onRun({ label, x: begin, y, z, length: x - begin });
        begin = x;
      }
    }
  }
}

function grow(extent: Extent, { x, y, z, length }: Run): void {
  const { begin, end } = extent;
  extent.voxels += length;
  begin[0] = Math.min(begin[0], x);
  begin[1] = Math.min(begin[1], y);
  begin[2] = Math.min(begin[2], z);
  end[0] = Math.max(end[0], x + length);
  end[1] = Math.max(end[1], y + 1);
  end[2] = Math.max(end[2], z + 1);
}

function finish({ voxels, begin, end }: Extent, origin: Xyz): LabelStatistics {
  const moved = (t: Xyz): Xyz => [t[0] + origin[0], t[1] + origin[1], t[2] + origin[2]];
  return { voxels, box: { begin: moved(begin), end: moved(end) } };
}
