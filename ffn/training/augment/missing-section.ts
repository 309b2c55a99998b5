import type { Random } from '../random.ts';
import type { Augmentations } from './options.ts';
import { drawSections, type Sections } from './sections.ts';

/** Grey values that an image can have. */
export type GreyRange = readonly [least: number, most: number];

/** Fills sections, or quarters of them around a random point, with one grey value, in place. */
export function loseSections(
  image: Float32Array,
  sections: Sections,
  { options, range, random }: Losing,
): void {
  if (!options || random.unit() >= options.probability) return;
  const [ny, nx] = sections.size;
  for (const section of drawSections(sections.count, options.maxRatio, random)) {
    const fill = range[0] + random.unit() * (range[1] - range[0]);
    const isWhole = random.unit() < options.fullProbability;
    const [cutU, cutV] = [random.below(ny), random.below(nx)];
    const isLost = Array.from({ length: 4 }, () => random.unit() < 0.5);
    for (let u = 0; u < ny; u++) {
      for (let v = 0; v < nx; v++) {
        const quarter = (u < cutU ? 0 : 2) + (v < cutV ? 0 : 1);
        if (isWhole || isLost[quarter]) image[sections.indexOf(section, u, v)] = fill;
      }
    }
  }
}

export interface Losing {
  readonly options: Augmentations['missingSection'];
  readonly range: GreyRange;
  readonly random: Random;
}
