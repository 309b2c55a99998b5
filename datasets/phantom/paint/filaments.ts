import { hashPoint } from '../hash.ts';
import { createNoise } from '../noise.ts';
import { unitOf } from '../random.ts';
import type { Look, Paint } from './look.ts';
import type { Sample } from './sample.ts';
import { inside, sheet } from './stain.ts';

/** What runs along a neurite, in its own cross-section: microtubules and tubes of the endoplasmic reticulum. */
interface Tube {
  /** One is looked for in each square of this edge. */
  readonly pitchNm: number;
  readonly radiusNm: readonly [number, number];
  readonly halfWallNm: number;
  readonly stain: number;
  /** How much brighter it is inside. */
  readonly lumen: number;
  /** How far it wanders. */
  readonly wanderNm: number;
  readonly wanderScaleNm: number;
  /** Share of the squares that hold one, at most. */
  readonly share: number;
  /** Its stretches, then as long gaps; 0 for one that never ends. */
  readonly stretchNm: number;
}

const MICROTUBULE: Tube = {
  pitchNm: 72,
  radiusNm: [10, 10],
  halfWallNm: 4,
  stain: 0.62,
  lumen: 0,
  wanderNm: 24,
  wanderScaleNm: 420,
  share: 0.55,
  stretchNm: 0,
};
const RETICULUM: Tube = {
  pitchNm: 210,
  radiusNm: [22, 46],
  halfWallNm: 4,
  stain: 0.72,
  lumen: 22,
  wanderNm: 80,
  wanderScaleNm: 240,
  share: 0.75,
  stretchNm: 420,
};

/** A tube keeps this far from the middle of the wall. */
const WALL_NM = 20;

export function createFilamentPainter(look: Look, seed: number) {
  const painters = [MICROTUBULE, RETICULUM].map((tube, i) =>
    createTubePainter(tube, look, seed + 120 + 10 * i),
  );
  return (sample: Sample, paint: Paint): void => {
    for (const painter of painters) painter(sample, paint);
  };
}

function createTubePainter(tube: Tube, { softnessNm }: Look, seed: number) {
  const wanderU = createNoise(seed, tube.wanderScaleNm);
  const wanderV = createNoise(seed + 1, tube.wanderScaleNm);
  const presence = createNoise(seed + 2, tube.stretchNm || 1000);
  const { pitchNm, halfWallNm, radiusNm } = tube;
  return ({ x, y, z, u, v, arc, branch, depth }: Sample, paint: Paint): void => {
    if (depth < WALL_NM) return;
    const pu = (u + tube.wanderNm * wanderU.at(x, y, z)) / pitchNm;
    const pv = (v + tube.wanderNm * wanderV.at(x, y, z)) / pitchNm;
    const [iu, iv] = [Math.floor(pu), Math.floor(pv)];
    const hash = hashPoint(seed + 3, branch, iu, iv);
    if (unitOf(hash) >= tube.share * unitOf(hashPoint(seed + 4, branch, 0, 0))) return;
    const radius = radiusNm[0] + (radiusNm[1] - radiusNm[0]) * ((hash & 255) / 255);
    // Room for the whole tube within its square.
    const room = Math.max(0, 1 - (2 * (radius + halfWallNm + softnessNm)) / pitchNm);
    const du = (pu - iu - 0.5 - room * (((hash >>> 8) & 255) / 255 - 0.5)) * pitchNm;
    const dv = (pv - iv - 0.5 - room * (((hash >>> 16) & 255) / 255 - 0.5)) * pitchNm;
    let distance = Math.sqrt(du * du + dv * dv) - radius;
    if (distance > halfWallNm + softnessNm) return;
    distance = Math.max(distance, WALL_NM + 6 - depth);
    if (tube.stretchNm > 0) {
      // It swells and ends where the noise along the branch falls.
      distance += radius * Math.max(0, 1 - 4 * (presence.at(arc, 31 * iu, 31 * iv + 977 * branch) + 0.15));
    }
    paint.stain += tube.stain * sheet(distance, halfWallNm, softnessNm);
    paint.ground += tube.lumen * inside(distance, softnessNm);
  };
}
