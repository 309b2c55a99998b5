import { createNoise } from '../noise.ts';
import { MITO_STRIDE, type Mitochondria } from '../scene/mitochondria.ts';
import type { Look, Paint } from './look.ts';
import type { Sample } from './sample.ts';
import { inside, sheet, toNearest } from './stain.ts';

/** A mitochondrion keeps this far from the middle of the cell's wall: it is dented rather than cut. */
const WALL_NM = 27;
const FAR_NM = 1e6;

/** Middles of the outer and the inner membrane below the surface, and half their thickness. */
const OUTER_NM = -4;
const INNER_NM = -19;
const HALF_THICKNESS_NM = 4;

const MATRIX_GREY = 95;
const MATRIX_STAIN = 0.05;
const CRISTA_PERIOD_NM = 62;
const CRISTA_HALF_NM = 7;

/** A double membrane around a dark matrix, which folds of the inner membrane (cristae) cross. */
export function createMitochondrionPainter(
  { ofSegment, data }: Mitochondria,
  { softnessNm }: Look,
  seed: number,
) {
  const lumps = createNoise(seed + 110, 210);
  const folds = createNoise(seed + 111, 150);
  const matrix = createNoise(seed + 112, 38);
  return {
    /** To the surface, negative inside. */
    distance({ x, y, z, segment, arc, u, v, depth }: Sample): number {
      const index = ofSegment[segment];
      if (index < 0) return FAR_NM;
      const o = MITO_STRIDE * index;
      const beyond = Math.max(data[o] - arc, arc - data[o + 1], 0);
      const [du, dv] = [u - data[o + 2], v - data[o + 3]];
      const radius = data[o + 4] * (1 + 0.18 * lumps.at(x, y, z));
      const round = Math.sqrt(beyond * beyond + du * du + dv * dv) - radius;
      return Math.max(round, WALL_NM - depth);
    },
    paint({ x, y, z, segment, arc, u, v }: Sample, distance: number, paint: Paint): void {
      const slant = data[MITO_STRIDE * ofSegment[segment] + 5];
      const within = inside(distance, softnessNm);
      paint.ground += within * (MATRIX_GREY + 7 * matrix.at(x, y, z) - paint.ground);
      paint.stain *= 1 - within;
      paint.stain += 0.95 * sheet(distance - OUTER_NM, HALF_THICKNESS_NM, softnessNm);
      paint.stain += 0.7 * sheet(distance - INNER_NM, HALF_THICKNESS_NM, softnessNm);
      const core = inside(distance - INNER_NM, softnessNm);
      if (core === 0) return;
      const across = arc + (slant - 0.5) * 1.6 * u + (0.5 - slant) * 0.9 * v + 46 * folds.at(x, y, z);
      // Each fold reaches in from one side only, as far as it likes.
      const crista = sheet(toNearest(across, CRISTA_PERIOD_NM), CRISTA_HALF_NM, softnessNm);
      const reach = folds.at(x + 997, y, z) > -0.45 ? 1 : 0;
      paint.stain += core * (MATRIX_STAIN + 0.5 * reach * crista);
    },
  };
}
