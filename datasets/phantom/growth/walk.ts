import type { Random } from '../random.ts';
import { areTooClose, type Ball, type Clearance, type Exempt } from './clearance.ts';

export type Direction = readonly [x: number, y: number, z: number];

/** What a walk needs to know of its surroundings. */
export interface WalkSpace {
  /** The volume, from 0. */
  readonly extentNm: readonly [number, number, number];
  readonly clearance: Clearance;
  readonly random: Random;
}

export interface WalkStyle {
  /** Radius that the walk returns to. */
  readonly radiusNm: number;
  readonly leastRadiusNm: number;
  /** How far swellings go beyond the radius: 0 none, 1 twice as thick. */
  readonly swelling: number;
  readonly maxSteps: number;
}

/** A centre line keeps this far inside the volume. */
export const FACE_NM = 12;

const TRIES = 12;

/** Steps after which a walk keeps away from itself as from others. */
const OWN_STEPS = 6;

/** Walks from a ball into free space, with persistence, until stuck, out of steps or at a face. */
export function walk(
  space: WalkSpace,
  style: WalkStyle,
  from: Ball,
  start: { readonly direction: Direction; readonly exempt?: Exempt },
): Ball[] {
  const path: Ball[] = [];
  let at = from;
  let { direction } = start;
  let swell = 0;
  while (path.length < style.maxSteps) {
    swell = nextSwelling(swell, style, space.random);
    const wanted = style.radiusNm * (1 + swell) * space.random.between(0.92, 1.08);
    const own = path.slice(0, -OWN_STEPS);
    const next = step(space, {
      at,
      direction,
      wanted,
      least: style.leastRadiusNm,
      exempt: start.exempt,
      own,
    });
    if (!next) break;
    path.push(next.ball);
    if (next.atFace) break;
    direction = normalise(
      0.5 * direction[0] + next.direction[0],
      0.5 * direction[1] + next.direction[1],
      0.5 * direction[2] + next.direction[2],
    );
    at = next.ball;
  }
  return path;
}

/** Boutons: now and then the radius swells, and goes back within a few steps. */
function nextSwelling(swell: number, { swelling }: WalkStyle, random: Random): number {
  if (swell > 0.05) return 0.72 * swell;
  return random.unit() < 0.08 ? swelling * random.between(0.5, 1) : 0;
}

interface Step {
  readonly at: Ball;
  readonly direction: Direction;
  readonly wanted: number;
  readonly least: number;
  readonly exempt: Exempt | undefined;
  /** Earlier balls of the same walk. */
  readonly own: readonly Ball[];
}

function step(space: WalkSpace, { at, direction, wanted, least, exempt, own }: Step) {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    // The first tries go nearly straight on; later ones turn more and squeeze through thinner.
    const turn = 0.22 + 0.09 * attempt;
    const [rx, ry, rz] = space.random.inBall();
    const to = normalise(direction[0] + turn * rx, direction[1] + turn * ry, direction[2] + turn * rz);
    const squeezed = wanted * (1 - 0.05 * attempt);
    const r = Math.max(least, Math.min(squeezed, 1.35 * at.r), 0.7 * at.r);
    const length = Math.max(44, 0.6 * Math.min(r, at.r));
    const moved = { x: at.x + length * to[0], y: at.y + length * to[1], z: at.z + length * to[2], r };
    const ball = clampToFaces(moved, space.extentNm);
    if (own.some((other) => areTooClose(ball, other)) || !space.clearance.isFree(ball, exempt)) continue;
    const atFace = ball.x !== moved.x || ball.y !== moved.y || ball.z !== moved.z;
    return { ball, direction: to, atFace };
  }
  return undefined;
}

function clampToFaces(ball: Ball, extent: readonly [number, number, number]): Ball {
  const clamp = (v: number, axis: 0 | 1 | 2) => Math.min(Math.max(v, FACE_NM), extent[axis] - FACE_NM);
  return { x: clamp(ball.x, 0), y: clamp(ball.y, 1), z: clamp(ball.z, 2), r: ball.r };
}

export function normalise(x: number, y: number, z: number): Direction {
  const length = Math.sqrt(x * x + y * y + z * z);
  return length > 0 ? [x / length, y / length, z / length] : [0, 0, 1];
}
