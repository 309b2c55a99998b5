/** What is left of a walk on a device: the moves that wait, and the cells that are done. */
import type { Zyx } from '../../datasets/geometry/index.ts';
import { planWalk, readBack, SLOT, SLOT_STATE, SLOT_WORDS } from '../kernels/index.ts';
import type { LoopInput, PendingMoves } from './device-loop.ts';
import type { Walk } from './webgpu-walk.ts';

/** The voxel at a flat index. */
export function placeOf(flat: number, [, ny, nx]: Zyx): Zyx {
  const row = Math.floor(flat / nx);
  return [Math.floor(row / ny), row % ny, flat % nx];
}

export async function readMoves(
  device: GPUDevice,
  walk: Walk,
  { shape, deltas }: LoopInput,
  slot: number,
): Promise<PendingMoves> {
  const [allWords, allQueues, allDone] = await Promise.all(
    [walk.slots, walk.queue, walk.done].map(
      async (buffer) => new Uint32Array((await readBack(device, buffer)).buffer),
    ),
  );
  const { cells, queueLength } = planWalk(shape, deltas);
  const words = allWords.subarray(slot * SLOT_WORDS, (slot + 1) * SLOT_WORDS);
  const queue = allQueues.subarray(slot * queueLength, (slot + 1) * queueLength);
  const done = allDone.subarray(slot * cells, (slot + 1) * cells);
  const start = placeOf(words[SLOT.start], shape);
  const doneCells: Zyx[] = [];
  done.forEach((object, index) => {
    if (object === words[SLOT.object]) doneCells.push(cellAt(index, { shape, deltas, start }));
  });
  const waiting = [...queue.subarray(words[SLOT.head], words[SLOT.tail])];
  // The next move was taken off the queue already, and not made.
  if (words[SLOT.state] === SLOT_STATE.running) waiting.unshift(words[SLOT.position]);
  return { queue: waiting.map((flat) => placeOf(flat, shape)), doneCells };
}

interface CellGrid {
  readonly shape: Zyx;
  readonly deltas: Zyx;
  readonly start: Zyx;
}

/** The inverse of cellOf in control.wgsl, which counts cells from a corner instead of from the start. */
function cellAt(index: number, { shape, deltas, start }: CellGrid): Zyx {
  const count = (axis: 0 | 1 | 2) => (deltas[axis] > 0 ? Math.floor(shape[axis] / deltas[axis]) + 3 : 1);
  const corner = (axis: 0 | 1 | 2) => (deltas[axis] > 0 ? Math.floor(start[axis] / deltas[axis]) + 1 : 0);
  const [z, y, x] = placeOf(index, [count(0), count(1), count(2)]);
  return [z - corner(0), y - corner(1), x - corner(2)];
}
