import { createRandom } from '../random.ts';
import { ARC, BRANCH, LENGTH, RADIUS, type Segments, STRIDE, TAPER } from './segments.ts';

/** Mitochondria: sausages along branches. Nanometres. */
export interface Mitochondria {
  /** For each segment the mitochondrion that passes through, or -1. */
  readonly ofSegment: Int32Array;
  /** `MITO_STRIDE` numbers each: begin and end along the branch, offset across (u, v), radius, slant of the cristae. */
  readonly data: Float64Array;
}

export const MITO_STRIDE = 6;

const LEAST_CALIBRE_NM = 64;
const LENGTH_NM = [260, 1300] as const;
const GAP_NM = [250, 1500] as const;
const LARGEST_RADIUS_NM = 150;

interface Stretch {
  readonly begin: number;
  readonly end: number;
  readonly radius: number;
  readonly segment: number;
}

/** Places mitochondria wherever a branch is thick enough for long enough. */
export function placeMitochondria(segments: Segments, seed: number): Mitochondria {
  const ofSegment = new Int32Array(segments.count).fill(-1);
  const data: number[] = [];
  const random = createRandom(seed, 200);
  for (const branch of stretchesOf(segments)) {
    const end = branch[branch.length - 1].end;
    let at = branch[0].begin + random.between(60, 900);
    while (at < end - LENGTH_NM[0]) {
      const length = random.between(LENGTH_NM[0], LENGTH_NM[1]);
      const span = { begin: at, end: Math.min(at + length, end - 40) };
      at = span.end + random.between(GAP_NM[0], GAP_NM[1]);
      const within = branch.filter((s) => s.end > span.begin - 30 && s.begin < span.end + 30);
      const calibre = Math.min(...within.map(({ radius }) => radius));
      if (calibre < LEAST_CALIBRE_NM) continue;
      const radius = Math.min(LARGEST_RADIUS_NM, calibre * random.between(0.5, 0.85));
      const [u, v] = random.inBall();
      const room = Math.max(0, calibre - radius);
      const index = data.length / MITO_STRIDE;
      // Round ends reach beyond the line they are drawn round.
      const inset = Math.min(radius, (span.end - span.begin) / 2 - 1);
      data.push(span.begin + inset, span.end - inset, 0.8 * room * u, 0.8 * room * v, radius, random.unit());
      for (const { segment } of within) ofSegment[segment] = index;
    }
  }
  return { ofSegment, data: Float64Array.from(data) };
}

/** Segments by branch, in order; a branch's segments follow one another. */
function stretchesOf({ count, data }: Segments): Stretch[][] {
  const branches: Stretch[][] = [];
  let current = Number.NaN;
  for (let segment = 0; segment < count; segment++) {
    const o = STRIDE * segment;
    if (data[o + BRANCH] !== current) {
      current = data[o + BRANCH];
      branches.push([]);
    }
    const radius = Math.min(data[o + RADIUS], data[o + RADIUS] - data[o + TAPER] * data[o + LENGTH]);
    const begin = data[o + ARC];
    branches[branches.length - 1].push({ begin, end: begin + data[o + LENGTH], radius, segment });
  }
  return branches;
}
