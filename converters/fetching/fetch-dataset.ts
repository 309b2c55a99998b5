import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogEntry, CatalogPart } from '../../datasets/catalog/index.ts';
import { UsageError } from '../../datasets/errors.ts';
import type { Box } from '../../datasets/geometry/index.ts';
import { createFileStore, makeFolder, openStore } from '../../datasets/stores/index.node.ts';
import { withRetry } from '../../datasets/stores/index.ts';
import { takeLock } from '../writing/index.ts';
import { type FetchFilesOptions, fetchFiles } from './fetch-files.ts';
import { fetchMeshes } from './fetch-meshes.ts';
import { fetchVolume, planVolume, type VolumePlan } from './fetch-volume.ts';
import { LICENCE_FILE, licenceText } from './licence.ts';
import type { PartReport } from './work.ts';

export interface FetchChoice {
  /** Names of parts; all where there are none. */
  readonly parts: readonly string[];
  /** Voxels of the chosen scale. */
  readonly box?: Box;
  /** Volumes as a whole, where no box is given. */
  readonly whole: boolean;
  readonly scale: string;
}

/** One part, and what fetching it means. */
export interface PartPlan {
  readonly part: CatalogPart;
  readonly objects: number;
  /** Decoded bytes of a volume; undefined where nobody knows before the files come. */
  readonly rawBytes?: number;
  readonly volume?: VolumePlan;
}

/** Looks at what is to be fetched; reads at most the info of each volume. @throws UsageError for choices that do not fit. */
export async function planFetch(
  entry: CatalogEntry,
  choice: FetchChoice,
  signal?: AbortSignal,
): Promise<readonly PartPlan[]> {
  const parts = chosenParts(entry, choice);
  const plans: PartPlan[] = [];
  for (const part of parts) {
    if (part.kind === 'files') plans.push({ part, objects: part.files.length });
    if (part.kind === 'mesh') plans.push({ part, objects: 2 * part.ids.length + 1 });
    if (part.kind !== 'volume') continue;
    const volume = await planVolume(withRetry(openStore(part.url)), choice, signal);
    plans.push({ part, objects: volume.chunks + 1, rawBytes: volume.rawBytes, volume });
  }
  return plans;
}

function chosenParts(entry: CatalogEntry, { parts, box, whole }: FetchChoice): readonly CatalogPart[] {
  const names = entry.parts.map(({ name }) => name);
  const unknown = parts.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError({ subject: '--part', expected: `one of ${names.join(', ')}`, got: unknown });
  const chosen = parts.length > 0 ? entry.parts.filter(({ name }) => parts.includes(name)) : entry.parts;
  const volume = chosen.find((part) => part.kind === 'volume');
  if (!volume || box || whole) return chosen;
  throw new UsageError({
    subject: `${entry.name}: ${volume.name}`,
    expected: '--box x,y,z,sx,sy,sz, or --whole for all of it',
    got: 'neither',
    cure: `It may have terabytes: look first, floodlight inspect precomputed://${volume.url}`,
  });
}

/** Of the lock, while a run is at work. */
const WORK_FOLDER = '.floodlight-fetch';

/**
 * Fetches what was planned into a folder for each part; the licence first. A later run goes on where this one ended.
 * @throws UsageError where another process fetches into the same folder.
 */
export async function fetchDataset(
  entry: CatalogEntry,
  folder: string,
  { plans, ...options }: FetchFilesOptions & { readonly plans: readonly PartPlan[] },
): Promise<readonly PartReport[]> {
  await makeFolder(folder);
  const work = join(folder, WORK_FOLDER);
  const lock = await takeLock(work, folder);
  try {
    return await fetchParts(entry, folder, { plans, ...options });
  } finally {
    await lock.release();
    await rmdir(work).catch(() => undefined);
  }
}

async function fetchParts(
  entry: CatalogEntry,
  folder: string,
  { plans, ...options }: FetchFilesOptions & { readonly plans: readonly PartPlan[] },
): Promise<readonly PartReport[]> {
  await createFileStore(folder).put(LICENCE_FILE, new TextEncoder().encode(licenceText(entry)));
  const reports: PartReport[] = [];
  for (const { part, volume } of plans) {
    const place = join(folder, part.name);
    const target = createFileStore(place);
    if (part.kind === 'files') reports.push(await fetchFiles(part, place, options));
    if (part.kind === 'mesh') {
      const source = withRetry(openStore(part.url));
      reports.push(await fetchMeshes(part, { source, target }, options));
    }
    if (part.kind === 'volume' && volume)
      reports.push(await fetchVolume(volume, target, { ...options, part }));
  }
  return reports;
}
