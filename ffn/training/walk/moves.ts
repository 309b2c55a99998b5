/** Where the field of view goes on a training patch. Offsets are from the patch's middle. Source: spec/ffn.md 5.6. */
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { quantise, scanFaces } from '../../inference/index.ts';

/** A patch as a policy sees it. */
export interface Look {
  /** Whether the logit there lets the field of view go there. */
  isValid(offset: Zyx): boolean;
  /** Whether the object is there. */
  isWanted(offset: Zyx): boolean;
  /** Hears of every move that was thought of. */
  record(offset: Zyx, move: { readonly isWanted: boolean; readonly isExecuted: boolean }): void;
}

/** Plain data, from which moves go on. */
export type MovesState =
  | { readonly policy: 'fixed'; readonly next: number }
  | { readonly policy: 'max_pred_moves'; readonly queue: readonly Zyx[]; readonly done: readonly string[] };

/** A walk's next moves. */
export interface Moves {
  /** @returns where to look next; undefined at the walk's end. */
  next(look: Look): Zyx | undefined;
  /** @param logits [z, y, x] of the field of view, as written back. */
  update(logits: Float32Array, offset: Zyx): void;
  state(): MovesState;
}

const MIDDLE: Zyx = [0, 0, 0];

/**
 * Every offset by multiples of `deltas` up to `fovMoves` of them on each axis, without the middle: x slowest, in rings from the inside to
 * the outside. With one move these are the original's 26.
 */
export function shiftsOf(deltas: Zyx, fovMoves: number): Zyx[] {
  const multiples = Array.from({ length: 2 * fovMoves + 1 }, (_, i) => i - fovMoves);
  const steps = multiples.flatMap((x) => multiples.flatMap((y) => multiples.map((z) => [z, y, x] as const)));
  const shifts = steps.map(([z, y, x]) => ({
    ring: Math.max(Math.abs(x), Math.abs(y), Math.abs(z)),
    // Without negative zeros.
    offset: [z * deltas[0] + 0, y * deltas[1] + 0, x * deltas[2] + 0] as Zyx,
  }));
  const distinct = new Map(shifts.map((shift) => [shift.offset.join(), shift]));
  return [...distinct.values()]
    .filter(({ offset }) => offset.some((n) => n !== 0))
    .sort((a, b) => a.ring - b.ring)
    .map(({ offset }) => offset);
}

/** The middle, then the shifts in their order; each is judged when its turn comes. */
export function createFixedMoves(shifts: readonly Zyx[], kept?: MovesState): Moves {
  const offsets = [MIDDLE, ...shifts];
  let at = kept?.policy === 'fixed' ? kept.next : 0;
  return {
    next(look) {
      while (at < offsets.length) {
        const offset = offsets[at++]!;
        const isExecuted = look.isValid(offset);
        look.record(offset, { isWanted: look.isWanted(offset), isExecuted });
        if (isExecuted) return offset;
      }
      return undefined;
    },
    update: () => undefined,
    state: () => ({ policy: 'fixed', next: at }),
  };
}

export interface MaxPredOptions {
  readonly fovSize: Zyx;
  readonly deltas: Zyx;
  /** Farthest offset on each axis. */
  readonly maxRadius: Zyx;
  /** Logit below which a face gives no move. */
  readonly moveLogit: number;
}

/**
 * From the middle to the maxima of the faces of what was predicted, as in inference, but only where the object is. A cell of the grid of
 * `deltas` is visited once.
 */
export function createMaxPredMoves(options: MaxPredOptions, kept?: MovesState): Moves {
  const { fovSize, deltas, maxRadius, moveLogit } = options;
  const [queued, visited] = kept?.policy === 'max_pred_moves' ? [kept.queue, kept.done] : [[MIDDLE], []];
  const queue = [...queued];
  const done = new Set(visited);
  const cellOf = (offset: Zyx) => quantise(offset, MIDDLE, deltas).join();
  return {
    next(look) {
      for (let offset = queue.shift(); offset; offset = queue.shift()) {
        if (offset.some((n, axis) => Math.abs(n) > maxRadius[axis as 0 | 1 | 2])) continue;
        if (done.has(cellOf(offset))) continue;
        const isWanted = look.isWanted(offset);
        const isExecuted = look.isValid(offset);
        look.record(offset, { isWanted, isExecuted });
        if (!isExecuted || !(isWanted || offset.every((n) => n === 0))) continue;
        done.add(cellOf(offset));
        return offset;
      }
      return undefined;
    },
    update(logits, from) {
      for (const { offset } of scanFaces({ logits, size: fovSize, deltas, scoreLogit: moveLogit }))
        queue.push([from[0] + offset[0], from[1] + offset[1], from[2] + offset[2]]);
    },
    state: () => ({ policy: 'max_pred_moves', queue: [...queue], done: [...done] }),
  };
}
