import { type Codec, type Extensible, listOf, objectOf, recordOf, warn, withFallback } from './codec.ts';
import { isArray, type Json } from './json.ts';
import { anything, numbers, oneOf, plainText, segmentId, text } from './values.ts';

export const ANNOTATION_TYPES = [
  'point',
  'line',
  'axis_aligned_bounding_box',
  'ellipsoid',
  'polyline',
] as const;
export type AnnotationType = (typeof ANNOTATION_TYPES)[number];

/** One annotation. Coordinates are in voxels of the layer's space. */
export interface AnnotationState extends Extensible {
  readonly type: AnnotationType;
  readonly id?: string;
  /** Of a point. */
  readonly point?: readonly number[];
  /** Of a line and a box. */
  readonly pointA?: readonly number[];
  readonly pointB?: readonly number[];
  /** Of an ellipsoid. */
  readonly center?: readonly number[];
  readonly radii?: readonly number[];
  /** Of a polyline. */
  readonly points?: readonly (readonly number[])[];
  readonly description?: string;
  /** One list for each relationship of the layer. */
  readonly segments?: readonly (readonly string[])[];
  /** One value for each property of the layer. */
  readonly props?: readonly Json[];
}

/** The schema of one value that annotations of a layer have. */
export interface AnnotationProperty extends Extensible {
  readonly id: string;
  readonly type: string;
  readonly description?: string;
  readonly default?: Json;
  readonly enum_values?: readonly number[];
  readonly enum_labels?: readonly string[];
}

const PROPERTY_TYPES = [
  'rgb',
  'rgba',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'bool',
] as const;

const idList = listOf(segmentId);
const idLists = listOf(idList);

/** A list of ids is the first relationship's; more of them are a list each. */
const segments: Codec<readonly (readonly string[])[]> = {
  read(json, at) {
    if (!isArray(json)) return warn(at, 'an array of ids', json);
    if (json.length === 0 || json.some(isArray)) return idLists.read(json, at);
    return [idList.read(json, at) ?? []];
  },
  write: (lists) => (lists.length === 1 ? idList.write(lists[0]) : idLists.write(lists)),
};

const fields = objectOf<AnnotationState>({
  point: numbers(),
  pointA: numbers(),
  pointB: numbers(),
  center: numbers(),
  radii: numbers(),
  points: listOf(numbers()),
  type: oneOf(ANNOTATION_TYPES),
  id: text,
  description: text,
  segments,
  props: listOf(anything),
});

/** What each kind cannot be without. */
const NEEDED: Readonly<Record<AnnotationType, readonly (keyof AnnotationState)[]>> = {
  point: ['point'],
  line: ['pointA', 'pointB'],
  axis_aligned_bounding_box: ['pointA', 'pointB'],
  ellipsoid: ['center', 'radii'],
  polyline: ['points'],
};

const annotation: Codec<AnnotationState> = {
  read(json, at) {
    const value = fields.read(json, at);
    if (!value) return undefined;
    const needed = value.type === undefined ? undefined : NEEDED[value.type];
    if (!needed) return warn(at, 'an annotation with a type', json);
    return needed.every((key) => value[key] !== undefined)
      ? value
      : warn(at, `${value.type} with ${needed.join(' and ')}`, json);
  },
  write: fields.write,
};

const property: Codec<AnnotationProperty> = objectOf<AnnotationProperty>({
  id: plainText(/^[a-z][a-zA-Z0-9_]*$/, 'an identifier'),
  type: oneOf(PROPERTY_TYPES),
  description: text,
  default: anything,
  enum_values: numbers(),
  enum_labels: listOf(text),
});

export const annotations = withFallback(listOf(annotation), []);
export const annotationProperties = withFallback(
  listOf<AnnotationProperty>({
    read(json, at) {
      const value = property.read(json, at);
      return value?.id !== undefined && value.type !== undefined ? value : undefined;
    },
    write: property.write,
  }),
  [],
);

/** Relationship -> layer; a bare name is the layer of `segments`. */
export const linkedSegmentationLayer: Codec<Readonly<Record<string, string>>> = {
  read: (json, at) => (typeof json === 'string' ? { segments: json } : byName.read(json, at)),
  write: (value) => byName.write(value),
};
const byName = recordOf(text);

/** The relationships by which annotations are filtered; in old links true for all of the known one. */
export const filterBySegmentation: Codec<readonly string[]> = {
  read: (json, at) => (typeof json === 'boolean' ? (json ? ['segments'] : []) : listOf(text).read(json, at)),
  write: (value) => value,
};
