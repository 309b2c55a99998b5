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
  // Reused: an object a voxel would keep the collector busy.
  const place = { grid: 0, px: 0, py: 0, pz: 0, limit: 0 };
  let known = -1;
  let density = 0;
  return (sample: Sample, paint: Paint): void => {
    const { x, y, z, neurite, depth } = sample;
    if (neurite !== known) {
      known = neurite;
      density = densityOf(neurite, seed);
    }
    if (density === 0 || depth < 24) return;
    const sx = x + 22 * shake[0].at(x, y, z);
    const sy = y + 22 * shake[1].at(x, y, z);
    const sz = z + 22 * shake[2].at(x, y, z);
    for (let grid = 0; grid < 2; grid++) {
      const shift = 0.5 * grid;
      place.grid = grid;
      place.px = sx / PITCH_NM + shift;
      place.py = sy / PITCH_NM + shift;
      place.pz = sz / PITCH_NM + shift;
      place.limit = density;
      paintOne(depth, paint);
    }
  };

  function paintOne(depth: number, paint: Paint): void {
    const i = Math.floor(place.px);
    const j = Math.floor(place.py);
    const k = Math.floor(place.pz);
    const hash = hashPoint(seed + 160 + place.grid, i, j, k);
    if (unitOf(hash) >= place.limit * 2.45) return;
    const cluster = clusters.at(i * PITCH_NM, j * PITCH_NM, k * PITCH_NM);
    if (unitOf(hash) >= place.limit * (2.2 * cluster + 0.25)) return;
    const isDense = ((hash >>> 3) & 1023) < 1024 * DENSE_CORE_SHARE;
    const radius = isDense ? RADIUS_NM + 7 : RADIUS_NM + ((hash & 3) - 1.5);
    const room = Math.max(0, 1 - (2 * (radius + HALF_WALL_NM + look.softnessNm)) / PITCH_NM);
    const dx = offCentre(place.px - i, room, hash >>> 8) * PITCH_NM;
    const dy = offCentre(place.py - j, room, hash >>> 16) * PITCH_NM;
    const dz = offCentre(place.pz - k, room, hash >>> 24) * PITCH_NM;
    const distance = Math.max(Math.sqrt(dx * dx + dy * dy + dz * dz) - radius, 26 - depth);
    paint.stain += 0.62 * sheet(distance, HALF_WALL_NM, look.softnessNm);
    if (isDense) paint.stain += 0.75 * inside(distance + 8, look.softnessNm);
    else paint.ground += 10 * inside(distance, look.softnessNm);
  }
}

/** From the jittered middle of a cell. @param share of the cell, 0 to 1. @param bits the lowest 8 are the jitter. */
const offCentre = (share: number, room: number, bits: number): number =>
  share - 0.5 - room * ((bits & 255) / 255 - 0.5);

function densityOf(neurite: number, seed: number): number {
  const pick = unitOf(hashPoint(seed + 155, neurite, 0, 0));
  return pick < NEURITES_SHARE ? 0.4 + (0.6 * pick) / NEURITES_SHARE : 0;
}
