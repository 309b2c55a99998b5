import {
  type Codec,
  type Fields,
  fallbacksOf,
  inside,
  type Place,
  readFields,
  warn,
  writeFields,
} from './codec.ts';
import { getOwn, isArray, isObject, type Json, type JsonObject } from './json.ts';
import {
  annotationFields,
  imageFields,
  meshFields,
  segmentationFields,
  untypedFields,
} from './layer-fields.ts';
import type {
  AnnotationLayer,
  ImageLayer,
  LayerState,
  LayerType,
  MeshLayer,
  SegmentationLayer,
} from './layer-types.ts';
import { migrateLayer } from './migrate-layer.ts';

/** What absent keys of each type of layer mean. */
export const LAYER_DEFAULTS: {
  readonly image: Partial<ImageLayer>;
  readonly segmentation: Partial<SegmentationLayer>;
  readonly annotation: Partial<AnnotationLayer>;
  readonly mesh: Partial<MeshLayer>;
} = {
  image: fallbacksOf(imageFields),
  segmentation: fallbacksOf(segmentationFields),
  annotation: fallbacksOf(annotationFields),
  mesh: fallbacksOf(meshFields),
};

const FIELDS: Readonly<Record<LayerType, unknown>> = {
  image: imageFields,
  segmentation: segmentationFields,
  annotation: annotationFields,
  mesh: meshFields,
  auto: untypedFields,
  new: untypedFields,
};
const fieldsOf = (type: LayerType) => FIELDS[type] as Fields<LayerState>;

/** Layers in their order, from today's array or from the object of old links. */
export const layers: Codec<readonly LayerState[]> = {
  fallback: [],
  read(json, at) {
    const entries = entriesOf(json, at);
    if (!entries) return undefined;
    const taken = new Set<string>();
    return entries.flatMap(([place, entry]) => {
      if (!isObject(entry)) return warn(place, 'a layer', entry) ?? [];
      const layer = readLayer(entry, place);
      const name = uniqueName(layer.name, taken, place);
      return [{ ...layer, name }];
    });
  },
  write: (values) => values.map(writeLayer),
};

function entriesOf(json: Json, at: Place): readonly (readonly [Place, Json])[] | undefined {
  if (isArray(json)) return json.map((entry, i) => [inside(at, i), entry] as const);
  if (!isObject(json)) return warn(at, 'an array of layers', json);
  return Object.entries(json).map(([name, entry]) => {
    const layer = typeof entry === 'string' ? { source: entry } : entry;
    return [inside(at, name), isObject(layer) ? { ...layer, name } : layer] as const;
  });
}

/** Two layers of one name: the second gets a number, as others refer to layers by name. */
function uniqueName(name: string, taken: Set<string>, at: Place): string {
  let unique = name;
  for (let i = 1; taken.has(unique); i++) unique = `${name}${i}`;
  if (unique !== name) warn(inside(at, 'name'), 'a name of its own', name);
  taken.add(unique);
  return unique;
}

/** Reads one layer; a wrong key costs that key, never the layer. */
export function readLayer(json: JsonObject, at: Place): LayerState {
  const type = typeOf(getOwn(json, 'type'), inside(at, 'type'));
  const layer = readFields(fieldsOf(type), { ...migrateLayer(json, type), type }, at) as LayerState;
  if (layer.name !== undefined && layer.name !== '') return layer;
  if (layer.name === undefined) warn(inside(at, 'name'), 'a name', undefined);
  return { ...layer, name: 'layer' };
}

export const writeLayer = (layer: LayerState): JsonObject => writeFields(fieldsOf(layer.type), layer);

/**
 * The layer as another type, once its source has told what it is: keys that meant nothing before are read now.
 * @param warnings gets what is wrong with them.
 */
export function retypeLayer(
  layer: LayerState,
  type: LayerType,
  warnings: Place['warnings'] = [],
): LayerState {
  return readLayer({ ...writeLayer(layer), type }, { path: `layers.${layer.name}`, warnings });
}

const TYPES: readonly LayerType[] = ['image', 'segmentation', 'annotation', 'mesh', 'auto', 'new'];

/** Neuroglancer makes a `new` layer of a type that it does not know, and so does this, aloud. */
function typeOf(json: Json | undefined, at: Place): LayerType {
  if (json === undefined) return 'auto';
  if (json === 'pointAnnotation') return 'annotation';
  const type = TYPES.find((name) => name === json);
  if (type) return type;
  warn(at, `one of ${TYPES.join(', ')}`, json);
  return 'new';
}
