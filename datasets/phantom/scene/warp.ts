import { createNoise } from '../noise.ts';

/** Bends space a little, so that walls between neurites are not geometric. */
export interface Warp {
  /** Sets `out` to the point of the scene that a point of the volume shows. Nanometres. */
  apply(x: number, y: number, z: number): void;
  readonly out: Float64Array;
}

const WIDE_NM = 400;
const WIDE_REACH_NM = 58;
const FINE_NM = 120;
const FINE_REACH_NM = 11;

/** Over this distance from a face of the volume the bend across the face fades: the volume maps onto itself. */
const FADE_NM = 300;

/** Largest stretch of a length by the warp that is reckoned with. */
export const MOST_STRETCH = 1.6;

export function createWarp(extentNm: readonly [number, number, number], seed: number): Warp {
  const wide = [0, 1, 2].map((axis) => createNoise(seed + 50 + axis, WIDE_NM));
  const fine = [0, 1, 2].map((axis) => createNoise(seed + 53 + axis, FINE_NM));
  const out = new Float64Array(3);
  const fade = (v: number, extent: number) => {
    const share = Math.min(v, extent - v) / FADE_NM;
    return share <= 0 ? 0 : share >= 1 ? 1 : share * share * (3 - 2 * share);
  };
  const bend = (axis: number, at: readonly [number, number, number]) =>
    fade(at[axis], extentNm[axis]) *
    (WIDE_REACH_NM * wide[axis].at(at[0], at[1], at[2]) + FINE_REACH_NM * fine[axis].at(at[0], at[1], at[2]));
  return {
    out,
    apply(x, y, z) {
      const at = [x, y, z] as const;
      out[0] = x + bend(0, at);
      out[1] = y + bend(1, at);
      out[2] = z + bend(2, at);
    },
  };
}

/** The point of the volume that shows a point of the scene: by repetition, since the warp changes slowly. */
export function unwarp(warp: Warp, point: readonly [number, number, number]): [number, number, number] {
  let [x, y, z] = point;
  for (let i = 0; i < 60; i++) {
    warp.apply(x, y, z);
    x += point[0] - warp.out[0];
    y += point[1] - warp.out[1];
    z += point[2] - warp.out[2];
  }
  return [x, y, z];
}
