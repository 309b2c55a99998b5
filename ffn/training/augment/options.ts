import { InvalidDataError } from '../../../datasets/errors.ts';
import type { Axis } from '../examples/permute-reflect.ts';

/** Damage that images of sections have, done to examples so that a network learns to see through it. Source: spec/ffn.md 5.9. */
export interface Augmentations {
  /** Across sections: 0 is z. */
  readonly sectionAxis: Axis;
  readonly misalignment?: {
    readonly probability: number;
    /** Voxels within the section. */
    readonly maxOffset: number;
    /** How often one section alone has slipped, and not all from it on. */
    readonly slipRatio: number;
  };
  readonly missingSection?: {
    readonly probability: number;
    /** At most this share of the sections, or one. */
    readonly maxRatio: number;
    /** How often a whole section is missing, and not each of its quarters by chance. */
    readonly fullProbability: number;
  };
  readonly outOfFocus?: {
    readonly probability: number;
    readonly maxRatio: number;
    /** Of the blur, in voxels. */
    readonly maxStddev: number;
  };
  readonly contrast?: {
    /** For all sections together; else for each one its own. */
    readonly wholeProbability: number;
    /** Factors from 1 - half of it to 1 + half of it. */
    readonly maxContrast: number;
    /** Added, as a share of the range of grey values: half of it up or down. */
    readonly maxBrightness: number;
    readonly probability: number;
  };
}

export const NO_AUGMENTATIONS: Augmentations = { sectionAxis: 0 };

/** What is known of each, with the defaults that the text may leave out. */
const FIELDS = {
  misalignment: { probability: 0.5, max_offset: 8, slip_ratio: 0.5 },
  missing_section: { probability: 0.5, max_ratio: 0.1, full_probability: 0.5 },
  out_of_focus: { probability: 0.5, max_ratio: 0.1, max_stddev: 3 },
  contrast: { probability: 0.5, whole_probability: 0.5, max_contrast: 0.3, max_brightness: 0.3 },
} as const;

const AXES = ['z', 'y', 'x'] as const;
const MAX_OFFSET = 64;

/**
 * @param json e.g. `{"misalignment": {"max_offset": 4}, "contrast": {}, "section_axis": "z"}`: what is named is done.
 * @throws InvalidDataError where it is no such object, or a number is out of range.
 */
export function parseAugmentations(json: string): Augmentations {
  const { section_axis: axisName = 'z', ...named } = parseObject(json);
  const axis = AXES.indexOf(axisName as (typeof AXES)[number]);
  if (axis < 0) throw invalid('section_axis', 'z, y or x', JSON.stringify(axisName));
  const found = Object.entries(named).map(([name, values]) => [camel(name), parseOne(name, values)]);
  return { sectionAxis: axis as Axis, ...Object.fromEntries(found) };
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw invalid('JSON', 'an object', JSON.stringify(json));
}

function parseOne(name: string, values: unknown): Record<string, number> {
  const defaults: Readonly<Record<string, number>> | undefined = FIELDS[name as keyof typeof FIELDS];
  if (!defaults)
    throw invalid(name, Object.keys(FIELDS).join(', ').concat(' or section_axis'), 'another name');
  if (typeof values !== 'object' || values === null) throw invalid(name, 'an object', JSON.stringify(values));
  for (const [field, value] of Object.entries(values)) {
    if (!(field in defaults))
      throw invalid(`${name}.${field}`, Object.keys(defaults).join(', '), 'another name');
    const most = field === 'max_offset' || field === 'max_stddev' ? MAX_OFFSET : 1;
    const isRight = typeof value === 'number' && value >= 0 && value <= most;
    if (!isRight || (field === 'max_offset' && !Number.isInteger(value)))
      throw invalid(`${name}.${field}`, `a number from 0 to ${most}`, JSON.stringify(value));
  }
  const all = Object.entries({ ...defaults, ...(values as Record<string, number>) });
  return Object.fromEntries(all.map(([field, value]) => [camel(field), value]));
}

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const invalid = (subject: string, expected: string, got: string) =>
  new InvalidDataError({ subject: `augmentations: ${subject}`, expected, got });
