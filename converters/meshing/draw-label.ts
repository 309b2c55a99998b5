import { TooLargeError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { createPlainPen } from './draw-cells.ts';
import { type DrawKernels, drawKernels } from './kernels/draw-kernels.ts';
import { measureByKernel } from './kernels/measure-by-kernel.ts';
import { createStripPen } from './kernels/strip-pen.ts';
import type { LatticeMesh } from './lattice-mesh.ts';
import { measureCells } from './measure-cells.ts';
import { mergeRows } from './merge-rows.ts';
import type { CellsOfBlock, PenOptions } from './pen.ts';
import { zOf } from './place.ts';

const MAX_SLICE = 2 ** 24;
const MAX_SIDE = 2 ** 15;

/**
 * Draws the surface of one label from its cells in any number of blocks. The same voxels give the same vertices and triangles
 * in the same order, however the volume was cut into blocks: cells are drawn by their place, z, y, x.
 * @param kernels WebAssembly; null draws in TypeScript alone, the same to the byte.
 * @throws TooLargeError where the box around the label is longer than 2^15 cells, or wider than 2^24 cells a slice.
 */
export function drawLabel(
  parts: readonly CellsOfBlock[],
  kernels: DrawKernels | null = drawKernels(),
): LatticeMesh {
  const options = measure(parts, kernels);
  const { lower, size } = options;
  if ((size[0] + 1) * (size[1] + 1) > MAX_SLICE || Math.max(...size) > MAX_SIDE) {
    throw new TooLargeError({
      subject: 'label',
      expected: `a surface within ${MAX_SIDE} cells an axis and ${MAX_SLICE} a slice`,
      got: `${size[0]} x ${size[1]} x ${size[2]}`,
      cure: 'Mesh a coarser scale: --mip',
    });
  }
  const pen = kernels ? createStripPen(options, kernels) : createPlainPen(options);
  if (parts.length === 1) pen.draw(parts[0], 0, parts[0].cells.length);
  else mergeRows(parts, lower, pen.draw);
  return pen.finish();
}

function measure(parts: readonly CellsOfBlock[], kernels: DrawKernels | null): PenOptions {
  const lower = [Infinity, Infinity, Infinity];
  const upper = [-Infinity, -Infinity, -Infinity];
  let [numVertices, numIndices] = [0, 0];
  for (const part of parts) {
    const { origin, cells } = part;
    if (cells.length === 0) continue;
    const measures = kernels ? measureByKernel(part, kernels) : measureCells(part);
    numVertices += measures.numVertices;
    numIndices += measures.numIndices;
    // Places ascend, so that z does.
    const low = [measures.x0, measures.y0, zOf(cells[0])];
    const high = [measures.x1, measures.y1, zOf(cells[cells.length - 1])];
    for (const axis of [0, 1, 2]) {
      lower[axis] = Math.min(lower[axis], origin[axis] + low[axis]);
      upper[axis] = Math.max(upper[axis], origin[axis] + high[axis]);
    }
  }
  const size = [0, 1, 2].map((axis) => Math.max(0, upper[axis] - lower[axis] + 1)) as unknown as Xyz;
  return { lower: lower as unknown as Xyz, size, numVertices, numIndices };
}
