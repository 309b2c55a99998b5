import type { Random } from '../random.ts';
import type { Augmentations } from './options.ts';
import { drawSections, type Sections } from './sections.ts';

/** Blurs sections, in place. */
export function defocusSections(
  image: Float32Array,
  sections: Sections,
  { options, random }: { readonly options: Augmentations['outOfFocus']; readonly random: Random },
): void {
  if (!options || random.unit() >= options.probability) return;
  for (const section of drawSections(sections.count, options.maxRatio, random)) {
    const kernel = gaussian(random.unit() * options.maxStddev);
    const [ny, nx] = sections.size;
    for (let u = 0; u < ny; u++) blurLine(image, nx, (v) => sections.indexOf(section, u, v), kernel);
    for (let v = 0; v < nx; v++) blurLine(image, ny, (u) => sections.indexOf(section, u, v), kernel);
  }
}

/** Deviations to each side at which the kernel ends. */
const REACH = 4;

/** Half of the kernel, from its middle on; of sum 1 as a whole. */
function gaussian(stddev: number): Float64Array {
  const reach = Math.ceil(REACH * stddev);
  const half = Float64Array.from({ length: reach + 1 }, (_, i) =>
    i === 0 ? 1 : Math.exp(-(i * i) / (2 * stddev * stddev)),
  );
  const sum = half.reduce((total, value, i) => total + (i === 0 ? value : 2 * value), 0);
  return half.map((value) => value / sum);
}

/** Beyond its ends, a line is mirrored, its last voxel twice. */
function blurLine(
  image: Float32Array,
  length: number,
  indexOf: (i: number) => number,
  half: Float64Array,
): void {
  const line = Float64Array.from({ length }, (_, i) => image[indexOf(i)]!);
  const at = (i: number): number => {
    const j = ((i % (2 * length)) + 2 * length) % (2 * length);
    return line[j < length ? j : 2 * length - 1 - j]!;
  };
  for (let i = 0; i < length; i++) {
    let sum = half[0]! * line[i]!;
    for (let k = 1; k < half.length; k++) sum += half[k]! * (at(i - k) + at(i + k));
    image[indexOf(i)] = sum;
  }
}
