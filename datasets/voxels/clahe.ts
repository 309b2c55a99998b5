/**
 * Contrast limited adaptive histogram equalisation: each tile of an image has a curve of its own, by its histogram, and a
 * voxel gets what the curves of the tiles around it say, weighted by nearness. Source: Pizer et al. 1987, Zuiderveld 1994.
 */

/** Grey values that have a bin of their own; 16-bit values share one by 16. */
export const claheBins = (maximum: number): number => Math.min(maximum + 1, 4096);

/**
 * The curve of one tile. Counts above the limit are taken off and given to all bins alike, which bounds the curve's slope.
 * @param histogram counts by bin, changed.
 * @param clip the most a bin keeps, as a share of the tile's voxels, 0 to 1; at least one voxel.
 * @param maximum grey value of the result's brightest.
 * @returns new grey values by bin, with fractions.
 */
export function claheCurve(
  histogram: Float64Array,
  { clip, maximum }: { readonly clip: number; readonly maximum: number },
): Float32Array {
  let total = 0;
  for (const count of histogram) total += count;
  if (clip > 0 && clip < 1) clipHistogram(histogram, Math.max(1, Math.floor(clip * total)));
  const curve = new Float32Array(histogram.length);
  let sum = 0;
  for (let bin = 0; bin < curve.length; bin++) {
    sum += histogram[bin]!;
    curve[bin] = Math.min(maximum, (sum * maximum) / total);
  }
  return curve;
}

/** What is above the limit goes in equal parts to the bins that have room, whole voxels at a time; the rest one by one. */
function clipHistogram(histogram: Float64Array, limit: number): void {
  let excess = 0;
  for (const count of histogram) excess += Math.max(0, count - limit);
  const share = Math.floor(excess / histogram.length);
  const upper = limit - share;
  for (let bin = 0; bin < histogram.length; bin++) {
    const count = histogram[bin]!;
    if (count >= limit) histogram[bin] = limit;
    else if (count >= upper) {
      excess -= limit - count;
      histogram[bin] = limit;
    } else {
      excess -= share;
      histogram[bin] = count + share;
    }
  }
  // Spread over the whole range, from one start after the other, not piled up at its dark end.
  for (let start = 0; excess > 0; start = (start + 1) % histogram.length) {
    const room = histogram.reduce((n, count) => n + (count < limit ? 1 : 0), 0);
    if (room === 0) return;
    const step = Math.max(1, Math.floor(room / excess));
    for (let bin = start; bin < histogram.length && excess > 0; bin += step) {
      if (histogram[bin]! >= limit) continue;
      histogram[bin]! += 1;
      excess--;
    }
  }
}

/** Indices of a tile along one axis; beyond the end they run back, without the last one twice. @param length above 0. */
export function tileIndices(begin: number, size: number, length: number): Int32Array {
  const period = Math.max(1, 2 * (length - 1));
  return Int32Array.from({ length: size }, (_, i) => {
    const at = (begin + i) % period;
    return length === 1 ? 0 : at < length ? at : period - at;
  });
}
