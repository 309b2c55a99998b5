/** Words of one slot's control block, shared by all kernels of a network: control.wgsl says what each is. */
export const SLOT_WORDS = 32;

/** Word 0 of a slot. */
export const SLOT_STATE = { idle: 0, running: 1, beginning: 2 } as const;

/** What the canvas of a device holds where nothing was predicted: a quiet NaN, compared by its bits. */
export const UNSEEN_BITS = 0x7fc00000;

/** Places of the words the host writes or reads. Triples are z, y, x. */
export const SLOT = {
  state: 0,
  imageOrigin: 1,
  canvasOrigin: 2,
  position: 4,
  start: 8,
  head: 12,
  tail: 13,
  steps: 14,
  object: 15,
  ended: 16,
  skipThreshold: 17,
  skipInvalid: 18,
  skipRestricted: 19,
  min: 20,
  max: 23,
  weakAt: 26,
  imageBase: 28,
} as const;

/** Word `ended`. */
export const ENDED = { no: 0, noMoves: 1, weak: 2 } as const;
