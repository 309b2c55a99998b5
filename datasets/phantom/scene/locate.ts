import {
  A,
  LENGTH,
  MOST_RADIUS,
  NEURITE,
  RADIUS,
  type Segments,
  SHIFT,
  STRIDE,
  T,
  TAPER,
} from './segments.ts';

/** What is at a point of the scene. Overwritten by each call. */
export interface Hit {
  /** Segment whose cell the point is in, and that of the nearest other neurite; -1 where there is none. */
  segment: number;
  other: number;
  /** Distance to the surface of each. */
  own: number;
  others: number;
  /** Nearest point of the centre line, as a length along its segment. */
  along: number;
  /** Distance to the wall between the two, about. */
  depth: number;
}

/** A point. */
type Point = Float64Array;

/** Where there is only one neurite, walls are this far away. */
const FAR_NM = 1e6;

/** Set by `distanceTo`, which has one number to return: length along the segment. An array, since a variable would be boxed. */
const nearest = new Float64Array(1);

/**
 * Distance of a point to the surface of a cone with round ends, negative inside; the least of distance to centre
 * line minus radius, so it changes by at most one nanometre a nanometre.
 * @param limit larger distances need not be right: `FAR_NM` is returned for most of them, without a root.
 */
function distanceTo(data: Float64Array, o: number, point: Point, limit: number): number {
  const px = point[0] - data[o + A];
  const py = point[1] - data[o + A + 1];
  const pz = point[2] - data[o + A + 2];
  const length = data[o + LENGTH];
  const y = px * data[o + T] + py * data[o + T + 1] + pz * data[o + T + 2];
  const square = px * px + py * py + pz * pz - y * y;
  const beyond = y < 0 ? y : y > length ? y - length : 0;
  const reach = limit + data[o + MOST_RADIUS];
  if (reach < 0 || square + beyond * beyond > reach * reach) return FAR_NM;
  const x = square > 0 ? Math.sqrt(square) : 0;
  let t = y - x * data[o + SHIFT];
  if (t < 0) t = 0;
  else if (t > length) t = length;
  nearest[0] = t;
  const dy = y - t;
  return Math.sqrt(x * x + dy * dy) - data[o + RADIUS] + t * data[o + TAPER];
}

export function createHit(): Hit {
  return { segment: -1, other: -1, own: FAR_NM, others: FAR_NM, along: 0, depth: FAR_NM };
}

/** Segments that may matter in a ball. */
export interface Candidates {
  /** Into the segments' data. */
  readonly offsets: Int32Array;
  /** Where all distances in the ball are larger than this, the segment of that index and all later ones do not matter. */
  readonly least: Float64Array;
}

/** Finds the two nearest neurites among candidates. @param point in the ball that the candidates are for. */
export function locate(segments: Segments, { offsets, least }: Candidates, point: Point, hit: Hit): void {
  const { data } = segments;
  let own = FAR_NM;
  let others = FAR_NM;
  let best = -1;
  let second = -1;
  let along = 0;
  let bestNeurite = 0;
  for (let i = 0; i < offsets.length && least[i] <= others; i++) {
    const o = offsets[i];
    const d = distanceTo(data, o, point, others);
    if (d >= others) continue;
    const neurite = data[o + NEURITE];
    if (neurite === bestNeurite) {
      if (d >= own) continue;
    } else if (d < own) {
      others = own;
      second = best;
      bestNeurite = neurite;
    } else {
      others = d;
      second = o;
      continue;
    }
    own = d;
    best = o;
    along = nearest[0];
  }
  hit.segment = best;
  hit.other = second;
  hit.own = own;
  hit.others = others;
  hit.along = along;
  hit.depth = second < 0 ? FAR_NM : (others - own) / steepness(data, point, hit);
}

/** How fast the difference of the distances changes: 2 between two that face each other, less where they side. */
function steepness(data: Float64Array, point: Point, hit: Hit): number {
  distanceTo(data, hit.other, point, FAR_NM);
  const otherAlong = nearest[0];
  let square = 0;
  const ownLength = lengthFrom(data, hit.segment, hit.along, point);
  const otherLength = lengthFrom(data, hit.other, otherAlong, point);
  for (let axis = 0; axis < 3; axis++) {
    const own = point[axis] - data[hit.segment + A + axis] - hit.along * data[hit.segment + T + axis];
    const other = point[axis] - data[hit.other + A + axis] - otherAlong * data[hit.other + T + axis];
    const difference = own / ownLength - other / otherLength;
    square += difference * difference;
  }
  return Math.max(0.6, Math.sqrt(square));
}

function lengthFrom(data: Float64Array, o: number, along: number, point: Point): number {
  let square = 0;
  for (let axis = 0; axis < 3; axis++) {
    const d = point[axis] - data[o + A + axis] - along * data[o + T + axis];
    square += d * d;
  }
  return Math.sqrt(square) + 1e-9;
}

/**
 * Candidates that can be one of the two nearest neurites anywhere in a ball. By the triangle inequality none else can.
 * @param among offsets of segments, a superset.
 * @returns short lists with the nearest first, which makes the next search short.
 */
export function narrow(
  segments: Segments,
  { offsets: among }: Candidates,
  centre: Point,
  radiusNm: number,
): Candidates {
  const { data } = segments;
  const distances = new Float64Array(among.length);
  const slack = 2 * radiusNm;
  let own = FAR_NM;
  let others = FAR_NM;
  let bestNeurite = 0;
  for (let i = 0; i < among.length; i++) {
    const d = distanceTo(data, among[i], centre, others + slack);
    distances[i] = d;
    if (d >= others) continue;
    const neurite = data[among[i] + NEURITE];
    if (neurite === bestNeurite) own = Math.min(own, d);
    else if (d < own) {
      others = own;
      own = d;
      bestNeurite = neurite;
    } else others = d;
  }
  const kept = new Int32Array(among.length);
  let count = 0;
  for (let i = 0; i < among.length; i++) {
    if (distances[i] > others + slack) continue;
    kept[count] = among[i];
    distances[count++] = distances[i];
  }
  if (count <= SORTED) sortByDistance(kept, distances, count);
  const isSorted = count <= SORTED;
  const least = distances.slice(0, count);
  for (let i = 0; i < count; i++) least[i] = isSorted ? least[i] - radiusNm : -FAR_NM;
  return { offsets: kept.slice(0, count), least };
}

/** Longer lists are not searched voxel by voxel. */
const SORTED = 64;

/** By insertion: equal distances stay in order. */
function sortByDistance(offsets: Int32Array, distances: Float64Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const [offset, distance] = [offsets[i], distances[i]];
    let at = i;
    for (; at > 0 && distances[at - 1] > distance; at--) {
      offsets[at] = offsets[at - 1];
      distances[at] = distances[at - 1];
    }
    offsets[at] = offset;
    distances[at] = distance;
  }
}

export const allOf = ({ count }: Segments): Candidates => ({
  offsets: Int32Array.from({ length: count }, (_, i) => i * STRIDE),
  least: new Float64Array(count).fill(-FAR_NM),
});
