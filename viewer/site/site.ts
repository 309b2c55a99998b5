import { InvalidDataError } from '../../datasets/errors.ts';

/** One layer of `demo.json`; sources are relative to that file. */
export interface SiteLayer {
  readonly type: string;
  readonly name: string;
  readonly source: string;
  readonly segments?: string;
}

/** What `demo.json` says. */
export interface SiteConfig {
  readonly title: string;
  readonly layers: readonly SiteLayer[];
  readonly layout?: string;
}

/**
 * Reads `demo.json`, which a publisher writes by hand.
 * @throws InvalidDataError at the first field that is not what it should be.
 */
export function parseSiteConfig(json: unknown): SiteConfig {
  const { title, layers, layout } = record(json, 'demo.json');
  if (!Array.isArray(layers) || layers.length === 0) throw wrong('layers', 'an array of layers', layers);
  return {
    title: text(title, 'title'),
    layers: layers.map((layer, i) => parseLayer(layer, `layers[${i}]`)),
    ...(layout === undefined ? {} : { layout: text(layout, 'layout') }),
  };
}

function parseLayer(json: unknown, path: string): SiteLayer {
  const { type, name, source, segments } = record(json, path);
  const base = {
    type: text(type, `${path}.type`),
    name: text(name, `${path}.name`),
    source: text(source, `${path}.source`),
  };
  if (segments === undefined) return base;
  // Ids have 64 bits: as numbers they would already be wrong here.
  const ids = Array.isArray(segments)
    ? segments.map((id) => text(id, `${path}.segments`)).join(',')
    : segments;
  return { ...base, segments: text(ids, `${path}.segments`) };
}

function record(json: unknown, subject: string): Record<string, unknown> {
  if (json !== null && typeof json === 'object' && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw wrong(subject, 'an object', json);
}

function text(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw wrong(field, 'text in quotes', value);
}

function wrong(field: string, expected: string, value: unknown): InvalidDataError {
  const subject = field === 'demo.json' ? field : `demo.json ${field}`;
  return new InvalidDataError({ subject, expected, got: JSON.stringify(value) ?? 'nothing' });
}
