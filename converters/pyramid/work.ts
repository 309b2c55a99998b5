import { existsSync } from 'node:fs';
import { opendir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidDataError } from '../../datasets/errors.ts';
import type { PrecomputedInfo } from '../../datasets/precomputed/index.ts';
import { type FileStore, sweepTemporaries } from '../../datasets/stores/index.node.ts';
import {
  firstDifference,
  isObject,
  otherRun,
  type Parameters,
  PLAN_KEY,
  putRecord,
  readRecord,
  SCALES_FOLDER,
  SCALES_PLAN,
} from '../writing/index.ts';
import { putScales } from './info-scales.ts';
import { PARTS } from './plan.ts';

/** A run, as its record tells it. */
export interface PyramidWork {
  readonly store: FileStore;
  /** Folder of the dataset. */
  readonly output: string;
  /** As it is on the disk. */
  readonly info: PrecomputedInfo;
  /** How many of its scales stay. */
  readonly keep: number;
  /** Folders of the new scales. */
  readonly keys: readonly string[];
  readonly parameters: Parameters;
}

/** @throws InvalidDataError where a `convert` into this folder was not finished. */
export function assertNoConvert({ output }: Pick<PyramidWork, 'output'>): void {
  if (!existsSync(join(output, PLAN_KEY))) return;
  throw new InvalidDataError({
    subject: output,
    expected: 'a finished dataset',
    got: 'one that convert has not finished',
    cure: 'Run that convert again first',
  });
}

/**
 * Makes a dataset ready for new scales. To be called by who holds the lock.
 * @param force removes scales that are there after the kept ones, and what an unfinished run left.
 * @returns whether an earlier run is continued.
 * @throws InvalidDataError where another run is unfinished, or objects of an unknown one are where scales would go.
 */
export async function prepareScales(work: PyramidWork, force: boolean): Promise<boolean> {
  const { store, parameters, keys } = work;
  const record = force
    ? await readRecord(store, SCALES_PLAN).catch(() => undefined)
    : await readRecord(store, SCALES_PLAN);
  const difference = record && firstDifference(record.parameters, parameters);
  const isSame = record !== undefined && difference === undefined;
  if (isSame && record.state === 'writing') {
    await sweep(work);
    return true;
  }
  if (!isSame && !force) {
    if (difference !== undefined) throw otherRun(store.name, difference);
    for (const key of keys) await assertFree(work, key);
  } else {
    const others = record ? [...keysOf(record.parameters), ...(record.cleared ?? [])] : [];
    const dropped = work.info.scales.slice(work.keep).map(({ key }) => key);
    const kept = new Set(work.info.scales.slice(0, work.keep).map(({ key }) => key));
    const cleared = [...new Set([...keys, ...others, ...dropped])].filter((key) => !kept.has(key));
    // Named in the record, so that a run that is killed here leaves no folder that nobody knows of.
    await putRecord(store, SCALES_PLAN, { state: 'clearing', parameters, cleared });
    if (dropped.length > 0) await putScales(store, work.info, work.keep, []);
    await removeObjects(work, cleared);
  }
  // Of a run that was killed in its first write, before there was a record.
  await sweep(work);
  await putRecord(store, SCALES_PLAN, { state: 'writing', parameters });
  return false;
}

/**
 * For a share of a run, beside others: its plan, or the same that another share has made.
 * @returns whether it was there. @throws InvalidDataError as `prepareScales`.
 */
export async function joinScales(work: PyramidWork): Promise<boolean> {
  const { store, parameters, keys } = work;
  const occupied = await Promise.all(keys.map((key) => assertFree(work, key))).then(
    () => undefined,
    (error: unknown) => error,
  );
  // After the objects, which another share may just have begun to write.
  const record = await readRecord(store, SCALES_PLAN);
  const difference = record && firstDifference(record.parameters, parameters);
  if (difference) throw otherRun(store.name, difference);
  if (record?.state === 'writing') return true;
  if (occupied !== undefined) throw occupied;
  await putRecord(store, SCALES_PLAN, { state: 'writing', parameters });
  return false;
}

/** Folders of the scales that a record tells of. */
export function keysOf(parameters: Parameters): string[] {
  const keys = parameters['scales'];
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
}

async function removeObjects({ output }: PyramidWork, keys: readonly string[]): Promise<void> {
  await rm(join(output, PARTS), { recursive: true, force: true });
  for (const key of keys) {
    // A key may lead out of the dataset; what lies there is not ours to remove.
    if (key.split('/').includes('..')) continue;
    for (const name of await readdir(join(output, key)).catch(() => [])) {
      if (isObject(name.replace(/\.gz$/, ''))) await rm(join(output, key, name), { force: true });
    }
    await sweepTemporaries(join(output, key));
    await rmdir(join(output, key)).catch(() => undefined);
  }
}

/** Removes unfinished writes of runs that were killed. */
export async function sweep({ output, keys }: PyramidWork): Promise<void> {
  for (const folder of ['', SCALES_FOLDER, PARTS, ...keys]) await sweepTemporaries(join(output, folder));
}

async function assertFree({ output }: PyramidWork, key: string): Promise<void> {
  const folder = await opendir(join(output, key)).catch(() => undefined);
  if (!folder) return;
  for await (const { name } of folder) {
    if (!isObject(name)) continue;
    throw new InvalidDataError({
      subject: output,
      expected: 'room for the new scales',
      got: `${key}/${name} of an unknown run`,
      cure: 'Remove it, or give --force to write over it',
    });
  }
}

/** Removes the traces of a run whose scales are in the info. */
export async function removeScalesWork({ output }: Pick<PyramidWork, 'output'>): Promise<void> {
  await rm(join(output, SCALES_FOLDER), { recursive: true, force: true });
}
