/**
 * Probabilities in one byte. Edges are k/254, their inverse divides by 255: a mismatch of the original that files
 * depend on. Source: spec/ffn.md 4.4.
 */
const EDGES = Float64Array.from({ length: 255 }, (_, k) => k / 254);

/** @returns the number of edges k/254 at or below `p`: 1 for [0, 1/254), 255 for 1; 0 for p < 0 and NaN. */
export function quantizeProbability(p: number): number {
  if (!(p >= 0)) return 0;
  if (p >= 1) return 255;
  // The product may round across an edge; the edges themselves decide.
  let q = Math.floor(p * 254) + 1;
  if (EDGES[q] <= p) q++;
  else if (EDGES[q - 1] > p) q--;
  return q;
}

/** @returns (q - 0.5) / 255 as float32; NaN for 0, where there is no probability. */
export const dequantizeProbability = (q: number): number =>
  q === 0 ? Number.NaN : Math.fround((q - 0.5) / 255);
