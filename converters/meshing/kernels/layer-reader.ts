import type { Xyz } from '../../../datasets/geometry/index.ts';
import type { LabelLanes } from '../../../datasets/voxels/index.ts';
import type { Padding } from '../padding.ts';
import type { FindKernels } from './find-kernels.ts';
import { FIND_AT, type FindLayout } from './find-memory.ts';
import type { LabelTable } from './label-table.ts';

export interface LayerReaderOptions extends LabelLanes {
  /** Voxels per axis of the block, without padding and with it. */
  readonly own: Xyz;
  readonly size: Xyz;
  readonly padding: Padding;
  readonly layout: FindLayout;
  readonly table: LabelTable;
  readonly kernels: FindKernels;
}

export interface LayerReader {
  /** Fills layer z, padding counted, of the kernels' memory with the numbers of its labels: one of the two layers, by turns. */
  read(z: number): void;
}

export function createLayerReader(options: LayerReaderOptions): LayerReader {
  const { lanes, stride, own, size, padding, layout, table, kernels } = options;
  const { rowBytes } = layout;
  const layerLanes = own[0] * own[1] * stride;
  const numberRow = stride === 2 ? kernels.numberPairs : kernels.numberWords;
  const rowSource = 4 * stride * own[0];
  kernels.bytes.fill(0, layout.layers[0], layout.table);

  /** A row of the block from where it lies to its place behind the padding. */
  function fillRow(source: number, target: number, counted: 0 | -1): void {
    for (let x = 0; ; ) {
      x += numberRow(source + 4 * stride * x, own[0] - x, target + 4 * x, counted);
      if (x === own[0]) break;
      const at = source / 4 + stride * x;
      const { words } = kernels;
      table.add(words[at] >>> 0, stride === 2 ? words[at + 1] >>> 0 : 0);
    }
  }

  return {
    read(z) {
      const layer = layout.layers[z & 1];
      const from = z - padding.lower[2];
      if (from < 0 || from >= own[2] || layerLanes === 0) {
        kernels.bytes.fill(0, layer, layer + rowBytes * size[1]);
        return;
      }
      const unsigned = new Uint32Array(kernels.words.buffer, FIND_AT.source, layerLanes);
      unsigned.set(lanes.subarray(from * layerLanes, (from + 1) * layerLanes));
      for (let row = 0; row < own[1]; row++) {
        const y = row + padding.lower[1];
        const begin = layer + y * rowBytes;
        const counted = z > 0 && y > 0 ? -1 : 0;
        fillRow(FIND_AT.source + row * rowSource, begin + 4 * padding.lower[0], counted);
        // The first voxel of an axis is the block's before.
        if (counted !== 0) table.uncount(kernels.words[begin / 4]);
        if (padding.upper[0] === 1) kernels.words[begin / 4 + size[0] - 1] = 0;
      }
    },
  };
}
