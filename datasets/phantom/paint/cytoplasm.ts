import { hashPoint } from '../hash.ts';
import { createNoise } from '../noise.ts';
import { unitOf } from '../random.ts';
import type { Sample } from './sample.ts';

/** Grey of a neurite's cytoplasm: most are bright, some middling, some dark as glia is. */
const LEVELS: readonly { readonly share: number; readonly grey: readonly [number, number] }[] = [
  { share: 0.68, grey: [154, 192] },
  { share: 0.18, grey: [130, 152] },
  { share: 0.14, grey: [108, 128] },
];

/** Ground substance: clumps of three sizes. */
const CLUMPS = [
  { scaleNm: 420, reach: 15 },
  { scaleNm: 74, reach: 13 },
  { scaleNm: 31, reach: 19 },
];

export function createCytoplasmPainter(seed: number): (sample: Sample) => number {
  const [slow, middle, fine] = CLUMPS.map(({ scaleNm }, i) => createNoise(seed + 70 + i, scaleNm));
  let known = -1;
  let level = 0;
  return ({ x, y, z, neurite }) => {
    if (neurite !== known) {
      known = neurite;
      level = levelOf(neurite, seed);
    }
    // Clumps are sparse where the cytoplasm is thin and bright: fine grain grows with the slow density.
    const density = slow.at(x, y, z);
    const grain = CLUMPS[1].reach * middle.at(x, y, z) + CLUMPS[2].reach * fine.at(x, y, z);
    return level + CLUMPS[0].reach * density + grain * (1 - 0.35 * density);
  };
}

function levelOf(neurite: number, seed: number): number {
  const kind = unitOf(hashPoint(seed + 80, neurite, 0, 0));
  const within = unitOf(hashPoint(seed + 81, neurite, 0, 0));
  let below = 0;
  for (const { share, grey } of LEVELS) {
    below += share;
    if (kind < below) return grey[0] + within * (grey[1] - grey[0]);
  }
  return LEVELS[0].grey[0];
}
