import { InvalidDataError, TooLargeError } from '../../datasets/errors.ts';
import { decodeJson, jsonFields, wrong } from '../../datasets/json/index.ts';
import type { ObjectStore } from '../object-store.ts';
import { readAll } from '../whole/index.ts';

/** Names and versions: no `/`, no `@`, nothing that an address has to encode. */
export const DATASET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Key of the list of published datasets. Publishing and rolling back are one conditional write of it. */
export const CATALOGUE_KEY = 'datasets.json';

export interface CatalogueEntry {
  /** What the bare name shows. */
  readonly version: string;
  /** All that were published, oldest first; `version` is one of them. */
  readonly versions: readonly string[];
  /** Versions whose files were taken away, for good: 410 says so. */
  readonly withdrawn?: readonly string[];
}

export type CatalogueEntries = ReadonlyMap<string, CatalogueEntry>;

/**
 * Reads `datasets.json`: `{"datasets": {"<name>": {"version": "<v>", "versions": ["<v>"], "withdrawn": []}}}`; `withdrawn` may be absent.
 * @throws CorruptDataError, InvalidDataError naming the field.
 */
export function parseCatalogue(bytes: Uint8Array, subject: string): CatalogueEntries {
  const json = decodeJson(bytes, subject);
  jsonFields(json, subject);
  const { datasets } = json as { datasets?: unknown };
  jsonFields(datasets, `${subject}: datasets`);
  const entries = new Map<string, CatalogueEntry>();
  for (const [name, entry] of Object.entries(datasets as Record<string, unknown>)) {
    const fields = jsonFields(entry, `${subject}: ${name}`);
    const version = fields.string('version');
    const versions = fields.array('versions').map(String);
    for (const text of [name, ...versions]) {
      if (!DATASET_NAME.test(text)) throw wrong(subject, 'letters, digits, ".", "_" and "-"', text);
    }
    if (!versions.includes(version)) throw wrong(fields.path('version'), 'one of its versions', version);
    const withdrawn = fields.has('withdrawn') ? fields.array('withdrawn').map(String) : [];
    const stranger = withdrawn.find((text) => !versions.includes(text));
    if (stranger !== undefined) throw wrong(fields.path('withdrawn'), 'some of its versions', stranger);
    entries.set(name, { version, versions, ...(withdrawn.length > 0 && { withdrawn }) });
  }
  return entries;
}

/** The file's bytes; names in order. */
export function encodeCatalogue(entries: CatalogueEntries): Uint8Array<ArrayBuffer> {
  const datasets = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  return new TextEncoder().encode(`${JSON.stringify({ datasets }, null, 2)}\n`);
}

/** The published datasets of a store. */
export interface Catalogue {
  /** @returns undefined where the name was not published. */
  entry(name: string): Promise<CatalogueEntry | undefined>;
}

const KEEP_MS = 5000;
const MAX_BYTES = 2 ** 22;

/** Reads the list at most every five seconds; a store without one publishes nothing. */
export function createCatalogue(store: ObjectStore, now: () => number = Date.now): Catalogue {
  let kept: { readonly entries: CatalogueEntries; readonly untilMs: number } | undefined;
  return {
    async entry(name) {
      if (kept === undefined || kept.untilMs <= now()) {
        kept = { entries: await readCatalogue(store), untilMs: now() + KEEP_MS };
      }
      return kept.entries.get(name);
    },
  };
}

async function readCatalogue(store: ObjectStore): Promise<CatalogueEntries> {
  const opened = await store.open(CATALOGUE_KEY);
  if (opened === undefined) return new Map();
  const { sizeBytes, contentEncoding } = opened.head;
  if (sizeBytes > MAX_BYTES || contentEncoding !== undefined) {
    await opened.discard();
    const parts = { subject: CATALOGUE_KEY, expected: `at most ${MAX_BYTES} bytes of JSON` };
    if (contentEncoding !== undefined) throw new InvalidDataError({ ...parts, got: contentEncoding });
    throw new TooLargeError({ ...parts, got: `${sizeBytes}` });
  }
  const bytes = await readAll(opened, CATALOGUE_KEY);
  return bytes === undefined ? new Map() : parseCatalogue(bytes, CATALOGUE_KEY);
}
