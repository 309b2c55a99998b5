import type { Random } from '../random.ts';
import type { GreyRange } from './missing-section.ts';
import type { Augmentations } from './options.ts';
import type { Sections } from './sections.ts';

/** Other contrast, brightness and gamma, for all sections alike or for each, in place; grey values stay in their range. */
export function changeContrast(image: Float32Array, sections: Sections, change: Changing): void {
  const { options, random } = change;
  if (!options || random.unit() >= options.probability) return;
  const isWhole = random.unit() < options.wholeProbability;
  let curve = drawCurve(change);
  const [ny, nx] = sections.size;
  for (let section = 0; section < sections.count; section++) {
    if (!isWhole && section > 0) curve = drawCurve(change);
    for (let u = 0; u < ny; u++) {
      for (let v = 0; v < nx; v++) {
        const at = sections.indexOf(section, u, v);
        image[at] = curve(image[at]!);
      }
    }
  }
}

export interface Changing {
  readonly options: Augmentations['contrast'];
  readonly range: GreyRange;
  readonly random: Random;
}

function drawCurve({ options, range: [least, most], random }: Changing): (grey: number) => number {
  const factor = 1 + (random.unit() - 0.5) * options!.maxContrast;
  const brightness = (random.unit() - 0.5) * options!.maxBrightness;
  const gamma = 2 ** (2 * random.unit() - 1);
  return (grey) => {
    const share = ((grey - least) / (most - least)) * factor + brightness;
    return least + Math.min(1, Math.max(0, share)) ** gamma * (most - least);
  };
}
