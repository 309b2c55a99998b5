import { hashPoint } from '../hash.ts';
import { createNoise } from '../noise.ts';
import type { Look, Paint } from './look.ts';
import type { Sample } from './sample.ts';
import { inside, sheet } from './stain.ts';

/** Of one membrane: its middle lies this far from the middle of the cleft. */
const MIDDLE_NM = 9.5;
const HALF_THICKNESS_NM = 5;

/** Beyond this a membrane and what sits on it are not seen. */
const REACH_NM = 75;

/** One pair of neighbours in this many has contacts. */
const CONTACTS_OF = 3;
const CONTACT_SCALE_NM = 260;
const CONTACT_THRESHOLD = 0.42;
const CONTACT_THICKNESS_NM = 34;

/** Two membranes with a cleft between, not equally stained everywhere, and dense contacts as synapses have them. */
export function createMembranePainter({ softnessNm }: Look, seed: number) {
  const staining = createNoise(seed + 90, 190);
  const blotches = createNoise(seed + 91, 46);
  const contacts = createNoise(seed + 92, CONTACT_SCALE_NM);
  return ({ x, y, z, depth, neurite, neighbour }: Sample, paint: Paint): void => {
    if (depth > REACH_NM) return;
    const both =
      sheet(depth - MIDDLE_NM, HALF_THICKNESS_NM, softnessNm) +
      sheet(depth + MIDDLE_NM, HALF_THICKNESS_NM, softnessNm);
    const strength = 1.02 + 0.2 * staining.at(x, y, z) + 0.16 * blotches.at(x, y, z);
    paint.stain += both * strength;
    if (!touches(neurite, neighbour, seed)) return;
    const contact = contacts.at(x, y, z) - CONTACT_THRESHOLD;
    if (contact <= 0) return;
    // The side with the lower id is presynaptic: its density is thinner.
    const thickness = neurite < neighbour ? 0.5 * CONTACT_THICKNESS_NM : CONTACT_THICKNESS_NM;
    const grain = 0.85 + 0.3 * blotches.at(x, y, z);
    paint.stain += Math.min(1, 5 * contact) * 0.75 * grain * inside(depth - thickness, softnessNm + 10);
  };
}

function touches(a: number, b: number, seed: number): boolean {
  return hashPoint(seed + 93, Math.min(a, b), Math.max(a, b), 0) % CONTACTS_OF === 0;
}
