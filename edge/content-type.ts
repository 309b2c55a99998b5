/** By extension, for the site. Text names its encoding. */
const SITE_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
  md: 'text/plain; charset=utf-8',
};

/** Data is never anything a browser would run: pictures and JSON are named, the rest is bytes. */
const DATA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
};

const BYTES = 'application/octet-stream';

/** Names of metadata without an extension: precomputed, cloud-volume, zarr v2. */
const METADATA_NAMES = new Set(['info', 'provenance', '.zarray', '.zattrs', '.zgroup', '.zmetadata']);

/** Whether a key of data is metadata: small, JSON, and liable to change. A mesh manifest is `<id>:0`. */
export function isMetadataKey(key: string): boolean {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return METADATA_NAMES.has(name) || name.endsWith('.json') || /^\d+:0$/.test(name);
}

export function dataContentType(key: string): string {
  return isMetadataKey(key) ? 'application/json' : lookUp(DATA_TYPES, key);
}

export function siteContentType(key: string): string {
  return lookUp(SITE_TYPES, key);
}

function lookUp(types: Readonly<Record<string, string>>, key: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(key)?.[1]?.toLowerCase() ?? '';
  return (Object.hasOwn(types, extension) ? types[extension] : undefined) ?? BYTES;
}
