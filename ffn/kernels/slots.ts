/** Words of one slot's control block, shared by all kernels of a network: see gather.wgsl, control.wgsl. */
export const SLOT_WORDS = 32;

/** Word 0 of a slot. */
export const SLOT_STATE = { idle: 0, running: 1, beginning: 2 } as const;

/** What the canvas of a device holds where nothing was predicted: a quiet NaN, compared by its bits. */
export const UNSEEN_BITS = 0x7fc00000;
