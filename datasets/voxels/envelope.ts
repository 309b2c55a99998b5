/** Lower envelopes of parabolas on a line (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", 2012). */

/** The parabolas that are lowest somewhere on a line, left to right. */
export interface Envelope {
  /** f(q) of the line; more room than the line needs is allowed. */
  readonly values: Float64Array;
  /** Where each parabola of the envelope has its apex. */
  readonly apexes: Int32Array;
  /** From where on each is the lowest; one entry more than parabolas, the last infinite. */
  readonly starts: Float64Array;
  /** Squared spacing. */
  readonly weight: number;
}

/** @param length of the longest line. @param spacing size of a voxel along it. */
export function createEnvelope(length: number, spacing: number): Envelope {
  return {
    values: new Float64Array(length),
    apexes: new Int32Array(length),
    starts: new Float64Array(length + 1),
    weight: spacing * spacing,
  };
}

/** @returns the number of parabolas of the first `length` values; 0 where every one is infinite. */
export function buildEnvelope({ values, apexes, starts, weight }: Envelope, length: number): number {
  let top = -1;
  for (let q = 0; q < length; q++) {
    const value = values[q];
    if (value === Number.POSITIVE_INFINITY) continue;
    let start = Number.NEGATIVE_INFINITY;
    while (top >= 0) {
      const p = apexes[top];
      start = ((value - values[p]) / (weight * (q - p)) + q + p) / 2;
      if (start > starts[top]) break;
      top--;
      start = Number.NEGATIVE_INFINITY;
    }
    top++;
    apexes[top] = q;
    starts[top] = start;
  }
  starts[top + 1] = Number.POSITIVE_INFINITY;
  return top + 1;
}
