/**
 * How deep the voxels of one component lie: the separable distance transform of `labelDistance`, over its voxels alone, whatever
 * the size of the box around it.
 */
import { buildEnvelope, createEnvelope, type Envelope } from '../../datasets/voxels/index.ts';
import type { Component } from './components.ts';
import { eachRun, type Frame } from './frame.ts';

/** Sides of a frame beyond which nothing is known, by axis: the label is taken to go on there. */
export interface OpenSides {
  readonly lower: readonly [boolean, boolean, boolean];
  readonly upper: readonly [boolean, boolean, boolean];
}

/**
 * Distances of the centres of a component's voxels to that of the nearest voxel that is not the label's, nanometres; Infinity where
 * there is none.
 * @param depths of the frame: 0, and afterwards in all other voxels, too.
 */
export function fillDepths(frame: Frame, component: Component, depths: Float32Array, open: OpenSides): void {
  const { size, voxelSizeNm } = frame.grid;
  const [nx, ny] = size;
  eachRun(frame, component, (start, end) => {
    const isFirst = open.lower[0] && start % nx === 1;
    const isLast = open.upper[0] && end % nx === nx - 1;
    for (let at = start; at < end; at++) {
      const left = isFirst ? Number.POSITIVE_INFINITY : at - start + 1;
      const right = isLast ? Number.POSITIVE_INFINITY : end - at;
      const nm = Math.min(left, right) * voxelSizeNm[0];
      depths[at] = nm * nm;
    }
  });
  for (const axis of [1, 2] as const) {
    const line: Line = {
      stride: axis === 1 ? nx : nx * ny,
      length: size[axis],
      isOpenBefore: open.lower[axis],
      isOpenAfter: open.upper[axis],
      envelope: createEnvelope(size[axis], voxelSizeNm[axis]),
    };
    eachRun(frame, component, (start, end) => {
      const place = Math.floor(start / line.stride) % size[axis];
      for (let at = start; at < end; at++)
        if (depths[at - line.stride] === 0) shortenLine(depths, at, place, line);
    });
  }
  eachRun(frame, component, (start, end) => {
    for (let at = start; at < end; at++) depths[at] = Math.sqrt(depths[at]);
  });
}

interface Line {
  readonly stride: number;
  /** Voxels of the frame, the layers around it included. */
  readonly length: number;
  readonly isOpenBefore: boolean;
  readonly isOpenAfter: boolean;
  readonly envelope: Envelope;
}

/** Replaces f(q) by the lowest parabola, in the voxels of the label from `first` on; those beside them have 0. @param place of `first` along the axis. */
function shortenLine(squares: Float32Array, first: number, place: number, line: Line): void {
  const { stride, length, envelope } = line;
  const { values, apexes, starts, weight } = envelope;
  let count = 0;
  for (let at = first; squares[at] > 0; at += stride) values[++count] = squares[at];
  values[0] = line.isOpenBefore && place === 1 ? Number.POSITIVE_INFINITY : 0;
  values[count + 1] = line.isOpenAfter && place + count === length - 1 ? Number.POSITIVE_INFINITY : 0;
  if (buildEnvelope(envelope, count + 2) === 0) return;
  for (let q = 1, k = 0, at = first; q <= count; q++, at += stride) {
    while (starts[k + 1] < q) k++;
    const p = apexes[k];
    squares[at] = values[p] + weight * (q - p) * (q - p);
  }
}
