import type { Store, WritableStore } from '../../datasets/stores/index.ts';
import { VERSION } from '../console/index.ts';
import type { InputRecord } from './hash-input.ts';

/** How a dataset came to be, one entry for each command that wrote to it. */
export interface ProvenanceEntry {
  /** The verb and its arguments, as given. */
  readonly command: readonly string[];
  readonly inputs: readonly InputRecord[];
  /** Where computing happened: "cpu (onnxruntime, 2 threads)"; absent where nothing depends on it. */
  readonly device?: string;
  /** Names what decided about the bytes: the same plan gives the same dataset. */
  readonly plan?: string;
}

const KEY = 'provenance.json';

/**
 * Appends an entry to the dataset's `provenance.json`: command, program and Node versions, inputs, time.
 * A file that is not ours is left alone and said so by returning false.
 */
export async function appendProvenance(
  store: WritableStore,
  entry: ProvenanceEntry,
  now = new Date(),
): Promise<boolean> {
  const existing = await store.get(KEY);
  const entries = existing ? parseEntries(existing) : [];
  if (!entries) return false;
  const full = {
    ...entry,
    versions: {
      floodlight: VERSION,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    },
    time: now.toISOString(),
  };
  await store.put(
    KEY,
    new TextEncoder().encode(`${JSON.stringify({ entries: [...entries, full] }, null, 2)}\n`),
  );
  return true;
}

/** An entry as a file has it: fields may be absent. */
export type StoredEntry = Partial<ProvenanceEntry> & { readonly time?: string };

/** @returns the entries of a dataset's `provenance.json`, oldest first; none where it is absent or another program's. */
export async function readProvenance(store: Store): Promise<StoredEntry[]> {
  const bytes = await store.get(KEY);
  const entries = (bytes && parseEntries(bytes)) ?? [];
  return entries.filter((entry) => typeof entry === 'object' && entry !== null) as StoredEntry[];
}

/** Whether a command with this plan has written the dataset. */
export async function hasProvenanceOf(store: Store, plan: string): Promise<boolean> {
  return (await readProvenance(store)).some((entry) => entry.plan === plan);
}

/**
 * What tells the volume of a dataset from another one in the same place: the plan of the command that wrote it, or that whole
 * entry. Commands that added to it later do not matter. @returns '' where nothing is known.
 */
export async function originOf(store: Store): Promise<string> {
  const bytes = await store.get(KEY);
  const [first] = (bytes && parseEntries(bytes)) ?? [];
  if (first === undefined) return '';
  return (first as Partial<ProvenanceEntry> | null)?.plan ?? JSON.stringify(first);
}

function parseEntries(bytes: Uint8Array): unknown[] | undefined {
  try {
    const { entries } = JSON.parse(new TextDecoder().decode(bytes)) as { entries?: unknown };
    return Array.isArray(entries) ? entries : undefined;
  } catch {
    return undefined;
  }
}
