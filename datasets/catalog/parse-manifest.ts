import { type JsonFields, jsonFields, wrong } from '../json/index.ts';
import type {
  CatalogEntry,
  CatalogFile,
  CatalogPart,
  FilesPart,
  Licence,
  MeshPart,
  VolumePart,
} from './catalog.ts';
import { expandBraces } from './expand.ts';

const NAME = /^[a-z0-9][a-z0-9._-]*$/;
const URL_START = /^(https?|gs):\/\/\S+$/;
const SHA256 = /^[0-9a-f]{64}$/;
const KINDS = ['volume', 'mesh', 'files'] as const;

/**
 * Reads a dataset's manifest. Keys it does not know are refused: in a file that people write by hand they are mistakes.
 * @param json untrusted. @param subject path, for messages.
 * @throws InvalidDataError naming the field.
 */
export function parseManifest(json: unknown, subject: string): CatalogEntry {
  const fields = jsonFields(json, subject);
  allowOnly(json, fields, ['name', 'title', 'homepage', 'licence', 'citations', 'parts']);
  const parts = fields.array('parts').map((part, i) => parsePart(part, fields.path(`parts[${i}]`)));
  const names = parts.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw wrong(fields.path('parts'), 'parts with names of their own', repeated);
  return {
    name: parseName(fields),
    title: fields.string('title'),
    homepage: parseUrl(fields, 'homepage'),
    licence: parseLicence(jsonFields(json, subject), json as Record<string, unknown>),
    citations: fields.array('citations').map((text, i) => {
      if (typeof text === 'string' && text !== '') return text;
      throw wrong(fields.path(`citations[${i}]`), 'a text', text);
    }),
    parts,
  };
}

function parseLicence(entry: JsonFields, json: Readonly<Record<string, unknown>>): Licence {
  const fields = jsonFields(json['licence'], entry.path('licence'));
  allowOnly(json['licence'], fields, ['name', 'url', 'notice']);
  return { name: fields.string('name'), url: parseUrl(fields, 'url'), notice: fields.string('notice') };
}

function parsePart(json: unknown, subject: string): CatalogPart {
  const fields = jsonFields(json, subject);
  switch (fields.oneOf('kind', KINDS)) {
    case 'volume':
      return parseVolume(json, fields);
    case 'mesh':
      return parseMesh(json, fields);
    case 'files':
      return parseFiles(json, fields);
  }
}

const COMMON = ['name', 'kind', 'description'];

const commonOf = (fields: JsonFields) => ({
  name: parseName(fields),
  description: fields.string('description'),
});

function parseVolume(json: unknown, fields: JsonFields): VolumePart {
  allowOnly(json, fields, [...COMMON, 'type', 'url', 'resolution']);
  return {
    ...commonOf(fields),
    kind: 'volume',
    type: fields.oneOf('type', ['image', 'segmentation']),
    url: parseUrl(fields, 'url'),
    resolutionNm: fields.positives('resolution'),
  };
}

function parseMesh(json: unknown, fields: JsonFields): MeshPart {
  allowOnly(json, fields, [...COMMON, 'url', 'ids']);
  const ids = fields.array('ids').flatMap((id, i) => {
    const subject = fields.path(`ids[${i}]`);
    if (typeof id !== 'string') throw wrong(subject, 'a decimal text or {first..last}', id);
    return expandBraces(id, subject).map((text) => {
      if (/^(0|[1-9]\d*)$/.test(text) && BigInt(text) < 2n ** 64n) return BigInt(text);
      throw wrong(subject, 'an id below 2^64', text);
    });
  });
  return { ...commonOf(fields), kind: 'mesh', url: parseUrl(fields, 'url'), ids };
}

function parseFiles(json: unknown, fields: JsonFields): FilesPart {
  allowOnly(json, fields, [...COMMON, 'resolution', 'files', 'sha256']);
  const sums = fields.has('sha256') ? (json as { sha256: unknown }).sha256 : {};
  const sumFields = jsonFields(sums, fields.path('sha256'));
  const files = fields.array('files').flatMap((file, i) => parseFile(file, fields.path(`files[${i}]`)));
  const paths = new Set(files.map(({ path }) => path));
  for (const [path, sum] of Object.entries(sums as Record<string, unknown>)) {
    if (!paths.has(path)) throw wrong(sumFields.path(path), 'a path among files', 'none such');
    if (typeof sum !== 'string' || !SHA256.test(sum))
      throw wrong(sumFields.path(path), '64 hexadecimal digits', sum);
  }
  if (paths.size !== files.length) throw wrong(fields.path('files'), 'each path once', 'a repeated one');
  return {
    ...commonOf(fields),
    kind: 'files',
    ...(fields.has('resolution') && { resolutionNm: fields.positives('resolution') }),
    files: files.map((file) => ({
      ...file,
      ...(sumFields.has(file.path) && { sha256: sumFields.string(file.path) }),
    })),
  };
}

/** `url` and `path` may have the same `{first..last}`. */
function parseFile(json: unknown, subject: string): CatalogFile[] {
  const fields = jsonFields(json, subject);
  allowOnly(json, fields, ['url', 'path']);
  const urls = expandBraces(parseUrl(fields, 'url'), fields.path('url'));
  const paths = expandBraces(fields.string('path'), fields.path('path'));
  if (urls.length !== paths.length)
    throw wrong(fields.path('path'), `as many names as url, ${urls.length}`, paths.length);
  return urls.map((url, i) => ({ url, path: checkedPath(paths[i]!, fields.path('path')) }));
}

/** Paths end up on disks of every kind, inside the folder that the user named. */
function checkedPath(path: string, subject: string): string {
  const isSafe = path.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(part));
  if (isSafe) return path;
  throw wrong(subject, 'a relative path of letters, digits and ._+-', path);
}

function parseName(fields: JsonFields): string {
  const name = fields.string('name');
  if (NAME.test(name)) return name;
  throw wrong(fields.path('name'), 'a name of small letters, digits and ._-', name);
}

function parseUrl(fields: JsonFields, field: string): string {
  const url = fields.string(field);
  if (URL_START.test(url)) return url;
  throw wrong(fields.path(field), 'an http(s) or gs URL', url);
}

function allowOnly(json: unknown, fields: JsonFields, known: readonly string[]): void {
  for (const key of Object.keys(json as object)) {
    if (!known.includes(key)) throw wrong(fields.path(key), `one of ${known.join(', ')}`, key);
  }
}
