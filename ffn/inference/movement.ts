/** Where the field of view goes next: FaceMaxMovementPolicy. No input, output or clock in here. */
import type { Zyx } from '../../datasets/geometry/index.ts';
import { type Move, scanFaces } from './face-scan.ts';

/** How a movement policy judges a voxel when its turn comes. */
export type IsValidPos = (pos: Zyx) => boolean;

/** What can be stored of a policy, and put back. */
export interface MovementState {
  readonly queue: readonly Move[];
  readonly doneCells: readonly Zyx[];
  readonly start: Zyx;
}

/** Any policy an inference can walk by. */
export interface MovementPolicy {
  /** Logit a move must reach. */
  readonly scoreLogit: number;
  /** Of FaceMaxMovementPolicy, which devices can carry out. */
  readonly faceMax?: { readonly deltas: Zyx };
  /** Moves that wait. */
  readonly length: number;
  /** Forgets everything; `start` becomes the origin of the done cells. */
  reset(start: Zyx): void;
  append(move: Move): void;
  /**
   * Notes that `pos` was evaluated, and queues moves from it.
   * @param logits [z, y, x] of the field of view, as written back to the canvas.
   */
  update(logits: Float32Array, pos: Zyx): void;
  /** @returns the next voxel to evaluate; undefined where no move is left. */
  next(isValidPos: IsValidPos): Zyx | undefined;
  getState(): MovementState;
  restoreState(state: MovementState): void;
}

export interface FaceMaxOptions {
  /** Size of the network's output, odd (zyx). */
  readonly fovSize: Zyx;
  /** Distance of the faces from the centre (zyx); 0: no moves along that axis. */
  readonly deltas: Zyx;
  /** Logit below which a face gives no move. Double. */
  readonly scoreLogit: number;
}

/**
 * First in, first out; scores order only the moves of one step. A cell of the grid of `deltas` is done once the
 * network was evaluated in it. Moves are judged when they are taken, by the canvas as it is then, and a refused
 * move is not marked done: the same cell may come back.
 * Source: spec/ffn.md 2.4.
 */
export function createFaceMaxPolicy({ fovSize, deltas, scoreLogit }: FaceMaxOptions): MovementPolicy {
  let queue: Move[] = [];
  let head = 0;
  const done = new Map<number, Zyx>();
  let start: Zyx = [0, 0, 0];
  const cellOf = (pos: Zyx): Zyx => quantise(pos, start, deltas);
  return {
    scoreLogit,
    faceMax: { deltas },
    get length() {
      return queue.length - head;
    },
    reset(newStart) {
      queue = [];
      head = 0;
      done.clear();
      start = newStart;
    },
    append(move) {
      queue.push(move);
    },
    update(logits, pos) {
      const cell = cellOf(pos);
      done.set(cellKey(cell), cell);
      for (const { score, offset } of scanFaces({ logits, size: fovSize, deltas, scoreLogit })) {
        queue.push({ score, offset: [pos[0] + offset[0], pos[1] + offset[1], pos[2] + offset[2]] });
      }
    },
    next(isValidPos) {
      while (head < queue.length) {
        const { offset: pos } = queue[head++];
        if (done.has(cellKey(cellOf(pos)))) continue;
        if (isValidPos(pos)) return pos;
      }
      return undefined;
    },
    getState: () => ({ queue: queue.slice(head), doneCells: [...done.values()], start }),
    restoreState(state) {
      queue = [...state.queue];
      head = 0;
      done.clear();
      for (const cell of state.doneCells) done.set(cellKey(cell), cell);
      start = state.start;
    },
  };
}

/** The grid cell of a voxel; the start lies in the middle of cell (0, 0, 0). */
export function quantise(pos: Zyx, start: Zyx, deltas: Zyx): Zyx {
  const cell = (axis: 0 | 1 | 2): number =>
    Math.floor((pos[axis] - start[axis] + (deltas[axis] >> 1)) / Math.max(deltas[axis], 1));
  return [cell(0), cell(1), cell(2)];
}

/** Cells as numbers, for a set: 17 bits an axis, more than a volume can be long. */
const CELL_RANGE = 2 ** 17;
const cellKey = ([z, y, x]: Zyx): number =>
  ((z + CELL_RANGE / 2) * CELL_RANGE + (y + CELL_RANGE / 2)) * CELL_RANGE + (x + CELL_RANGE / 2);
