import { InvalidDataError } from '../../datasets/errors.ts';
import type { SiteConfig, SiteLayer } from './site.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a `viewer.json`: a Neuroglancer state whose sources may be relative to the file. Layers that are neither images nor
 * segmentations are left out: the elements cannot draw them.
 * @throws InvalidDataError where it is no state, or holds no layer that can be shown.
 */
export function parseViewFile(json: unknown): SiteConfig {
  if (!isFields(json) || !Array.isArray(json['layers']))
    throw wrong('a Neuroglancer state with layers', json);
  const layers = json['layers'].flatMap(layerOf);
  if (layers.length === 0) throw wrong('an image or a segmentation among its layers', json['layers']);
  const { title, layout } = json;
  return {
    title: typeof title === 'string' ? title : 'Floodlight',
    layers,
    ...(typeof layout === 'string' ? { layout } : {}),
  };
}

function layerOf(layer: unknown): SiteLayer[] {
  if (!isFields(layer)) return [];
  const { type, name, segments } = layer;
  const source = urlOf(layer['source']);
  if ((type !== 'image' && type !== 'segmentation') || source === undefined) return [];
  // An id behind "!" is listed, not shown.
  const shown = Array.isArray(segments) ? segments.map(String).filter((id) => !id.startsWith('!')) : [];
  const base = { type, name: typeof name === 'string' ? name : type, source };
  return [shown.length > 0 ? { ...base, segments: shown.join(',') } : base];
}

/** A URL, an object with its `url`, or a list of both, of which the first counts. */
function urlOf(source: unknown): string | undefined {
  const first = Array.isArray(source) ? source[0] : source;
  const url = isFields(first) ? first['url'] : first;
  return typeof url === 'string' && url !== '' ? url : undefined;
}

const isFields = (json: unknown): json is Fields =>
  json !== null && typeof json === 'object' && !Array.isArray(json);

const wrong = (expected: string, value: unknown) =>
  new InvalidDataError({ subject: 'viewer.json', expected, got: JSON.stringify(value) ?? 'nothing' });
