/** Arrays over the frame of a component, used again for the next one. */
export interface Scratch {
  /**
   * Of a voxel of the component: its price (10 bits; 0 when its path is settled), the step by which its path comes (5 bits, a place
   * in the grid's offsets, or `ROOT`), and whether no path has reached it (1 bit). 0 elsewhere, and everywhere between
   * components. Together, because what one look into memory costs decides about the speed.
   */
  readonly words: Uint16Array;
  /** Cost of the best path so far, modulo 2^32; of a settled voxel the length of its path, in the grid's units. */
  readonly costs: Int32Array;
  /** Number of the vertex at a voxel, -1 for none. */
  readonly vertices: Int32Array;
  /** 1 where a path covers a voxel. */
  readonly covered: Uint8Array;
  /** Distance to the surface, nanometres; 0 in all other voxels, and everywhere between components. */
  readonly depthsNm: Float32Array;
}

export const PRICE_MASK = 0x3ff;
export const STEP_SHIFT = 10;
const STEP_MASK = 0x1f;
export const UNREACHED = 0x8000;
export const ROOT = 31;

export const stepOf = (word: number): number => (word >> STEP_SHIFT) & STEP_MASK;

/** @returns gives arrays of at least a length; `words` and `depthsNm` are 0 if all users leave them so. */
export function createScratch(): (length: number) => Scratch {
  let scratch: Scratch | undefined;
  return (length) => {
    if (scratch && scratch.costs.length >= length) return scratch;
    // Before the new ones are made, so that both are never held.
    scratch = undefined;
    scratch = {
      words: new Uint16Array(length),
      costs: new Int32Array(length),
      vertices: new Int32Array(length),
      covered: new Uint8Array(length),
      depthsNm: new Float32Array(length),
    };
    return scratch;
  };
}
