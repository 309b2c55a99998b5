import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { type FoundDraws, takeDraws } from './draws.ts';
import { createRunReader, type LayerRuns } from './label-runs.ts';
import type { Padding } from './padding.ts';
import { PLACE_ROW } from './place.ts';
import { scanRow } from './scan-cells.ts';

/** Finds what is drawn in plain TypeScript; `findDrawsByKernel` does the same with WebAssembly. */
export function findDraws(block: VoxelBlock, padding: Padding): FoundDraws {
  const reader = createRunReader(block, padding);
  const [width, height, depth] = reader.size;
  const size: Xyz = xyz(width - 1, height - 1, depth - 1);
  const draws = takeDraws();
  const sliceBegins = new Int32Array(depth);
  let voxels = new Float64Array(1);
  let [lower, upper] = [reader.createLayer(), reader.createLayer()];
  reader.read(0, lower);
  voxels = withRoom(voxels, reader.index.count());
  for (let z = 0; z < size[2]; z++) {
    reader.read(z + 1, upper);
    voxels = withRoom(voxels, reader.index.count());
    countVoxels(upper, size[1], voxels);
    for (let y = 0; y < size[1]; y++)
      scanRow(lower, upper, { y, firstCell: y * PLACE_ROW, length: size[0] }, draws);
    sliceBegins[z + 1] = draws.length;
    [lower, upper] = [upper, lower];
  }
  const counts = new Int32Array(reader.index.count());
  for (let draw = 0; draw < draws.length; draw++) counts[draws.words[2 * draw]]++;
  return { draws, sliceBegins, labels: reader.index.labels(), voxels, counts };
}

function withRoom(counts: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (counts.length >= length) return counts;
  const larger = new Float64Array(2 * length);
  larger.set(counts);
  return larger;
}

/** Adds the voxels of a layer by label. The first of each axis is another block's, or 0. */
function countVoxels({ rowBegins, starts, numbers }: LayerRuns, rows: number, counts: Float64Array): void {
  for (let y = 1; y <= rows; y++) {
    const begin = rowBegins[y];
    const end = rowBegins[y + 1] - 1;
    for (let run = begin; run < end; run++) counts[numbers[run]] += starts[run + 1] - starts[run];
    counts[numbers[begin]]--;
  }
}
