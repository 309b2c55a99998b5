import { InvalidDataError } from '../errors.ts';

export const SEGMENT_PROPERTIES_TYPE = 'neuroglancer_segment_properties';

/** Number types of the format; there are none of 64 bits. */
export type PropertyNumberType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32';

interface PropertyBase {
  /** Unique in the file. */
  readonly id: string;
  readonly description?: string;
}

/** Of `label` and `description` a file has at most one each. */
export interface TextProperty extends PropertyBase {
  readonly type: 'label' | 'description' | 'string';
  readonly values: readonly string[];
}

/** At most one in a file. */
export interface TagsProperty extends PropertyBase {
  readonly type: 'tags';
  /** Without spaces, `#` in front, and repetition; at most 65,536. */
  readonly tags: readonly string[];
  /** Ascending places in `tags`. */
  readonly values: readonly (readonly number[])[];
}

export interface NumberProperty extends PropertyBase {
  readonly type: 'number';
  readonly dataType: PropertyNumberType;
  /** Finite, of the type: JSON has no other numbers. */
  readonly values: readonly number[];
}

export type SegmentProperty = TextProperty | TagsProperty | NumberProperty;

export interface SegmentProperties {
  /** Ascending as numbers: Neuroglancer looks ids up by halving. */
  readonly ids: readonly bigint[];
  /** Each with a value for each id. */
  readonly properties: readonly SegmentProperty[];
}

const SINGLE = ['label', 'description', 'tags'] as const;
const MAX_TAGS = 65_536;

/**
 * The `info` of a folder of segment properties, inline, the one form there is. Source: formats.md 3.5.
 * @param subject what messages call it. @throws InvalidDataError for what readers would refuse or misread.
 */
export function encodeSegmentProperties(
  { ids, properties }: SegmentProperties,
  subject = 'segment properties',
): Uint8Array {
  const refuse = (at: string, expected: string, got: string): never => {
    throw new InvalidDataError({ subject: `${subject}: ${at}`, expected, got });
  };
  for (const [i, id] of ids.entries()) {
    if (id < 0n || id >= 2n ** 64n) refuse(`ids[${i}]`, 'an id below 2^64', `${id}`);
    if (i > 0 && id <= ids[i - 1]!) refuse(`ids[${i}]`, 'ascending ids', `${ids[i - 1]} before ${id}`);
  }
  const names = properties.map(({ id }) => id);
  for (const [i, name] of names.entries()) {
    if (name === '' || names.indexOf(name) !== i)
      refuse(`properties[${i}]`, 'a name of its own', JSON.stringify(name));
  }
  for (const type of SINGLE) {
    const count = properties.filter((property) => property.type === type).length;
    if (count > 1) refuse('properties', `at most one of type ${type}`, `${count}`);
  }
  for (const property of properties) {
    const at = `property ${property.id}`;
    if (property.values.length !== ids.length)
      refuse(at, `${ids.length} values`, `${property.values.length}`);
    const fault = faultOf(property);
    if (fault) refuse(at, ...fault);
  }
  const inline = { ids: ids.map(String), properties: properties.map(propertyJson) };
  return new TextEncoder().encode(`${JSON.stringify({ '@type': SEGMENT_PROPERTIES_TYPE, inline })}\n`);
}

function propertyJson(property: SegmentProperty): Record<string, unknown> {
  const { id, type, description, values } = property;
  if (type === 'tags') return { id, type, description, tags: property.tags, values };
  if (type === 'number') return { id, type, description, data_type: property.dataType, values };
  return { id, type, description, values };
}

type Fault = readonly [expected: string, got: string];

function faultOf(property: SegmentProperty): Fault | undefined {
  if (property.type === 'number') {
    const wrong = property.values.findIndex((value) => !isOfType(value, property.dataType));
    return wrong < 0 ? undefined : [property.dataType, `${property.values[wrong]}`];
  }
  if (property.type !== 'tags') return undefined;
  const { tags, values } = property;
  if (tags.length > MAX_TAGS) return [`at most ${MAX_TAGS} tags`, `${tags.length}`];
  const odd = tags.find((tag) => /^#|\s|^$/.test(tag));
  if (odd !== undefined) return ['tags without spaces and leading #', JSON.stringify(odd)];
  if (new Set(tags).size < tags.length) return ['each tag once', 'repeated ones'];
  const isList = (list: readonly number[]) =>
    list.every((n, i) => Number.isInteger(n) && n >= 0 && n < tags.length && (i === 0 || list[i - 1]! < n));
  const list = values.find((own) => !isList(own));
  return list && [`ascending places below ${tags.length}`, JSON.stringify(list)];
}

function isOfType(value: number, type: PropertyNumberType): boolean {
  if (type === 'float32') return Number.isFinite(Math.fround(value));
  const [least, most] = rangeOf(type);
  return Number.isInteger(value) && value >= least && value <= most;
}

function rangeOf(type: Exclude<PropertyNumberType, 'float32'>): readonly [least: number, most: number] {
  const bits = Number(type.replace(/\D+/, ''));
  return type.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

/** Types of numbers without a fraction, as they are tried. */
const WHOLE_TYPES = ['uint32', 'int32'] as const;

/** @returns the type of 32 bits that holds all of the values without loss; float32, which rounds, where there is none. */
export const numberTypeOf = (values: readonly number[]): PropertyNumberType =>
  WHOLE_TYPES.find((type) => values.every((value) => isOfType(value, type))) ?? 'float32';
