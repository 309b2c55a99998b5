/** The most that a bin keeps, as a share of a tile's pixels. */
const CLIP = 0.01;

/**
 * The curve of one tile: its histogram with all that is above the limit spread over the bins, summed up.
 * @param histogram counts by bin, changed.
 * @param maximum grey of the brightest.
 * @returns greys by bin, whole numbers.
 */
export function tileCurve(
  histogram: Int32Array,
  { pixels, maximum }: { readonly pixels: number; readonly maximum: number },
): Int32Array {
  clip(histogram, Math.floor(Math.max(1, CLIP * pixels)));
  const curve = new Int32Array(histogram.length);
  let sum = 0;
  for (let bin = 0; bin < curve.length; bin++) {
    sum += histogram[bin]!;
    curve[bin] = Math.trunc(Math.min(maximum, sum * (maximum / pixels)));
  }
  return curve;
}

function clip(histogram: Int32Array, limit: number): void {
  let excess = 0;
  for (let bin = 0; bin < histogram.length; bin++) {
    if (histogram[bin]! <= limit) continue;
    excess += histogram[bin]! - limit;
    histogram[bin] = limit;
  }
  const share = Math.floor(excess / histogram.length);
  const upper = limit - share;
  for (let bin = 0; bin < histogram.length; bin++) {
    if (histogram[bin]! >= upper) continue;
    histogram[bin]! += share;
    excess -= share;
  }
  // Those that came near the limit just now are filled up too.
  for (let bin = 0; bin < histogram.length; bin++) {
    const count = histogram[bin]!;
    if (count < upper || count >= limit) continue;
    excess -= limit - count;
    histogram[bin] = limit;
  }
  spread(histogram, limit, excess);
}

/** One by one to bins with room at even steps, from one start after the other; the last round may give out a few too many. */
function spread(histogram: Int32Array, limit: number, excess: number): void {
  for (let left = excess; left > 0; ) {
    const before = left;
    for (let start = 0; start < histogram.length && left > 0; start++) {
      let room = 0;
      for (const count of histogram) if (count < limit) room++;
      const step = Math.max(1, Math.floor(room / left));
      for (let bin = start; bin < histogram.length; bin += step) {
        if (histogram[bin]! >= limit) continue;
        histogram[bin]!++;
        left--;
      }
    }
    if (left === before) return;
  }
}
