import type { Zyx } from '../../datasets/geometry/index.ts';

/** Where a canvas may go: masks and section shifts as the two questions inference asks. */
export interface Restrictor {
  /** May a field of view be centred here? */
  isValidPos(pos: Zyx): boolean;
  /** May an object start here? */
  isValidSeed(pos: Zyx): boolean;
  /** [z, y, x], non-zero where no field of view may be centred: seed policies take it for an edge. */
  readonly mask?: Uint8Array;
  /** [z, y, x], non-zero where no object may start. */
  readonly seedMask?: Uint8Array;
}

export const UNRESTRICTED: Restrictor = { isValidPos: () => true, isValidSeed: () => true };
