import type { Pen, PenOptions } from '../pen.ts';
import type { DrawKernels } from './draw-kernels.ts';
import { AT, CORNER_BYTES } from './draw-memory.ts';
import { Strip } from './strip.ts';

/** What rows of corners are at least: labels less wide, which most are, share the entries of one table. */
const SHORT_ROW = 64;

/** A pen that draws as `createPlainPen` does, a strip of cells at a time, by WebAssembly. */
export function createStripPen(
  { lower, size, numVertices, numIndices }: PenOptions,
  kernels: DrawKernels,
): Pen {
  const row = Math.max(SHORT_ROW, size[0] + 1);
  kernels.prepare(row * (size[1] + 1), row);
  const { words } = kernels;
  const strip = new Strip(kernels, lower, row);
  const positions = new Int32Array(3 * numVertices);
  const indices = new Uint32Array(numIndices);
  const state = AT.state / 4;
  let [vertex, index] = [0, 0];

  /** Draws what the strip holds, and empties it. */
  function flush(): void {
    words[state] = vertex;
    words[state + 1] = AT.positions;
    words[state + 2] = AT.indices;
    kernels.draw(AT.pieces, AT.pieces + strip.piecesBytes, CORNER_BYTES * row);
    positions.set(words.subarray(AT.positions / 4, words[state + 1] / 4), 3 * vertex);
    indices.set(words.subarray(AT.indices / 4, words[state + 2] / 4), index);
    vertex = words[state];
    index += (words[state + 2] - AT.indices) / 4;
    strip.clear();
  }

  return {
    draw(part, begin, end) {
      for (let at = begin; at < end; ) {
        at = strip.add(part, at, end);
        if (at < end) flush();
      }
    },
    finish() {
      if (strip.piecesBytes > 0) flush();
      return { positions, indices };
    },
  };
}
