import { hashPoint } from '../hash.ts';
import { createNoise } from '../noise.ts';
import { unitOf } from '../random.ts';
import type { Look, Paint } from './look.ts';
import type { Sample } from './sample.ts';
import { inside, sheet } from './stain.ts';

/** Two grids, the second shifted by half: a vesicle at most in each cube. */
const PITCH_NM = 58;
const RADIUS_NM = 17;
const HALF_WALL_NM = 4;

/** Share of the neurites that have vesicles at all. */
const NEURITES_SHARE = 0.45;
/** They gather in clusters. */
const CLUSTER_NM = 430;
const DENSE_CORE_SHARE = 0.07;

/** Small synaptic vesicles, bright with a dark wall, and a few larger ones with a dense core. */
export function createVesiclePainter(look: Look, seed: number) {
  const clusters = createNoise(seed + 150, CLUSTER_NM);
  const shake = [0, 1, 2].map((axis) => createNoise(seed + 151 + axis, 160));
  let known = -1;
  let density = 0;
  return (sample: Sample, paint: Paint): void => {
    const { x, y, z, neurite, depth } = sample;
    if (neurite !== known) {
      known = neurite;
      density = densityOf(neurite, seed);
    }
    if (density === 0 || depth < 24) return;
    const at = [
      x + 22 * shake[0].at(x, y, z),
      y + 22 * shake[1].at(x, y, z),
      z + 22 * shake[2].at(x, y, z),
    ] as const;
    for (let grid = 0; grid < 2; grid++) paintOne({ grid, at, density, depth }, paint);
  };

  function paintOne({ grid, at, density, depth }: Try, paint: Paint): void {
    const shift = 0.5 * grid;
    const [px, py, pz] = [at[0] / PITCH_NM + shift, at[1] / PITCH_NM + shift, at[2] / PITCH_NM + shift];
    const [i, j, k] = [Math.floor(px), Math.floor(py), Math.floor(pz)];
    const hash = hashPoint(seed + 160 + grid, i, j, k);
    const cluster = clusters.at(i * PITCH_NM, j * PITCH_NM, k * PITCH_NM);
    if (unitOf(hash) >= density * (2.2 * cluster + 0.25)) return;
    const isDense = ((hash >>> 3) & 1023) < 1024 * DENSE_CORE_SHARE;
    const radius = isDense ? RADIUS_NM + 7 : RADIUS_NM + ((hash & 3) - 1.5);
    const room = Math.max(0, 1 - (2 * (radius + HALF_WALL_NM + look.softnessNm)) / PITCH_NM);
    const off = (p: number, n: number, bits: number) =>
      (p - n - 0.5 - room * (((hash >>> bits) & 255) / 255 - 0.5)) * PITCH_NM;
    const [dx, dy, dz] = [off(px, i, 8), off(py, j, 16), off(pz, k, 24)];
    const distance = Math.max(Math.sqrt(dx * dx + dy * dy + dz * dz) - radius, 26 - depth);
    paint.stain += 0.62 * sheet(distance, HALF_WALL_NM, look.softnessNm);
    if (isDense) paint.stain += 0.75 * inside(distance + 8, look.softnessNm);
    else paint.ground += 10 * inside(distance, look.softnessNm);
  }
}

interface Try {
  readonly grid: number;
  readonly at: readonly [number, number, number];
  readonly density: number;
  readonly depth: number;
}

function densityOf(neurite: number, seed: number): number {
  const pick = unitOf(hashPoint(seed + 155, neurite, 0, 0));
  return pick < NEURITES_SHARE ? 0.4 + (0.6 * pick) / NEURITES_SHARE : 0;
}
