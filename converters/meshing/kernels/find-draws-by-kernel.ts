import { xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import { lanesOfLabels } from '../../../datasets/voxels/index.ts';
import { type Draws, type FoundDraws, makeRoom, takeDraws } from '../draws.ts';
import type { Padding } from '../padding.ts';
import { PLACE_ROW } from '../place.ts';
import type { FindKernels } from './find-kernels.ts';
import { DRAW_BYTES, FIND_AT, layOutFind } from './find-memory.ts';
import { LabelTable } from './label-table.ts';
import { createLayerReader } from './layer-reader.ts';

/** `findDraws`, row by row. */
export function findDrawsByKernel(block: VoxelBlock, padding: Padding, kernels: FindKernels): FoundDraws {
  const { lanes, stride } = lanesOfLabels(block);
  const { lower, upper } = padding;
  const [sx, sy, sz] = block.size;
  const size = xyz(sx + lower[0] + upper[0], sy + lower[1] + upper[1], sz + lower[2] + upper[2]);
  const layout = layOutFind(size, 4 * stride);
  const table = new LabelTable(kernels, layout.table);
  const reader = createLayerReader({ lanes, stride, own: block.size, size, padding, layout, table, kernels });
  const draws = takeDraws();
  const sliceBegins = new Int32Array(size[2]);
  const state = FIND_AT.state / 4;
  kernels.words[state] = FIND_AT.draws;
  reader.read(0);
  for (let z = 0; z + 1 < size[2]; z++) {
    reader.read(z + 1);
    const [below, above] = [layout.layers[z & 1], layout.layers[(z + 1) & 1]];
    for (let y = 0; size[0] > 1 && y + 1 < size[1]; y++) {
      const row = y * layout.rowBytes;
      kernels.scan(below + row, above + row, layout.rowBytes, size[0] - 1, y * PLACE_ROW);
      if (kernels.words[state] >= FIND_AT.drawsFull) moveOut(kernels, draws);
    }
    moveOut(kernels, draws);
    sliceBegins[z + 1] = draws.length;
  }
  return { draws, sliceBegins, labels: table.labels(), voxels: table.voxels(), counts: table.draws() };
}

/** Copies what has been drawn out of the kernels' memory. */
function moveOut({ words }: FindKernels, draws: Draws): void {
  const state = FIND_AT.state / 4;
  const count = (words[state] - FIND_AT.draws) / DRAW_BYTES;
  makeRoom(draws, count);
  draws.words.set(words.subarray(FIND_AT.draws / 4, words[state] / 4), 2 * draws.length);
  draws.length += count;
  words[state] = FIND_AT.draws;
}
