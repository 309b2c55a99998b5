import { existsSync } from 'node:fs';
import { opendir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidDataError } from '../../datasets/errors.ts';
import {
  chunkBox,
  chunkName,
  chunksIn,
  decodeInfo,
  parseChunkName,
} from '../../datasets/precomputed/index.ts';
import { type FileStore, sweepTemporaries } from '../../datasets/stores/index.node.ts';
import { PARTS_FOLDER, partKey, SCALES_FOLDER, WORK_FOLDER } from './part.ts';
import { boxOfPiece, type Piece } from './pieces.ts';
import type { Target, WritePlan } from './plan.ts';
import { firstDifference, otherRun, type Parameters, putRecord, readRecord } from './plan-record.ts';

/** Record of an unfinished `downsample`. */
export const SCALES_PLAN = `${SCALES_FOLDER}/plan.json`;

/** Record of an unfinished `convert`. */
export const PLAN_KEY = `${WORK_FOLDER}/plan.json`;

/**
 * Makes the folder ready for a run: empty, or with what the same run left when it was interrupted. To be called by who holds
 * the lock.
 * @param force begin again where something else is there. @returns whether an earlier run is continued.
 * @throws InvalidDataError where a dataset, parts of one, or a run with other parameters is there.
 */
export async function prepareFolder(
  store: FileStore,
  target: Target,
  parameters: Parameters,
  { force }: { readonly force: boolean },
): Promise<boolean> {
  const record = force
    ? await readRecord(store, PLAN_KEY).catch(() => undefined)
    : await readRecord(store, PLAN_KEY);
  const difference = record && firstDifference(record.parameters, parameters);
  if (record && difference === undefined) {
    if (record.state === 'clearing') await clear(store, target);
    else await sweep(target);
    await putRecord(store, PLAN_KEY, { state: 'writing', parameters });
    return record.state === 'writing';
  }
  if (!force) await assertFree(store, target, parameters);
  else {
    await putRecord(store, PLAN_KEY, { state: 'clearing', parameters });
    await clear(store, target);
  }
  // Of a run that was killed in its first write, before there was a record.
  await sweep(target);
  await putRecord(store, PLAN_KEY, { state: 'writing', parameters });
  return false;
}

/** What other formats call their descriptions. */
const OTHER_FORMATS = ['.zgroup', '.zarray', 'zarr.json', 'attributes.json'];

/**
 * Changes nothing. @returns whether an unfinished run of these parameters is there.
 * @throws InvalidDataError where a dataset, parts of one, or a run with other parameters is in the folder.
 */
export async function assertFree(store: FileStore, target: Target, parameters: Parameters): Promise<boolean> {
  const there = existsSync(join(target.output, 'info')) ? 'a dataset' : await firstObject(target);
  // After the objects, which another share of the same run may just have begun to write.
  const record = await readRecord(store, PLAN_KEY);
  const difference = record && firstDifference(record.parameters, parameters);
  if (difference !== undefined) throw otherRun(store.name, difference);
  if (record) return record.state === 'writing';
  const other = OTHER_FORMATS.find((name) => existsSync(join(target.output, name)));
  if (other) throw otherFormat(store.name, other);
  if (there) throw occupied(store.name, there);
  return false;
}

/**
 * For a share of a run, beside others: its plan, or the same that another share has made.
 * @returns whether it was there. @throws InvalidDataError as `prepareFolder`.
 */
export async function joinRun(store: FileStore, target: Target, parameters: Parameters): Promise<boolean> {
  await assertFree(store, target, parameters);
  const record = await readRecord(store, PLAN_KEY);
  if (record?.state === 'writing') return true;
  if (record) throw occupied(store.name, 'a run that --force began and nobody finished');
  await putRecord(store, PLAN_KEY, { state: 'writing', parameters });
  return false;
}

/** Removes the traces of a run whose dataset is complete; the lock goes by itself. */
export async function removeWork({ output }: Pick<Target, 'output'>): Promise<void> {
  await rm(join(output, PARTS_FOLDER), { recursive: true, force: true });
  await rm(join(output, PLAN_KEY), { force: true });
}

/**
 * After a run that failed: where nothing of it is there to go on from, its plan goes too, and any other command may come.
 */
export async function removeEmptyWork(target: Target): Promise<void> {
  const { output, scale } = target;
  const parts = await readdir(join(output, PARTS_FOLDER)).catch(() => []);
  if (parts.length > 0 || existsSync(join(output, 'info')) || (await firstObject(target))) return;
  await removeWork(target);
  await rmdir(join(output, scale.key)).catch(() => undefined);
}

/** After the lock is released. Another run may have come in: then the folder stays. */
export async function removeWorkFolder(output: string): Promise<void> {
  await rmdir(join(output, WORK_FOLDER)).catch(() => undefined);
}

/** What is not there yet. Objects are whole or absent, so that being there is being done. */
export function leftOf(target: Target, plan: WritePlan): { pieces: Piece[]; shards: WritePlan['shards'] } {
  const { output, scale, grid } = target;
  const has = (key: string) => existsSync(join(output, key));
  const shards = plan.shards.filter(({ shard }) => !has(`${scale.key}/${shard}`));
  const missingShards = new Set(shards.map(({ shard }) => shard));
  const isDone = (piece: Piece): boolean => {
    if (piece.shard !== undefined) return !missingShards.has(piece.shard) || has(partKey(piece.index));
    for (const position of chunksIn(grid, boxOfPiece(grid, piece))) {
      if (!has(`${scale.key}/${chunkName(chunkBox(grid, position))}`)) return false;
    }
    return true;
  };
  return { pieces: plan.pieces.filter((piece) => !isDone(piece)), shards };
}

/** Removes unfinished writes of runs that were killed. */
export async function sweep({ output, scale }: Target): Promise<void> {
  for (const folder of ['', scale.key, WORK_FOLDER, PARTS_FOLDER])
    await sweepTemporaries(join(output, folder));
}

/** Removes `info` first, then chunks and shards of the scales it names and of the one to be written; nothing else. */
async function clear(store: FileStore, target: Target): Promise<void> {
  const { output, scale } = target;
  const bytes = await store.get('info');
  const keys = new Set([scale.key, ...(bytes ? scaleKeys(bytes) : []), ...(await unfinishedScales(store))]);
  await rm(join(output, 'info'), { force: true });
  await rm(join(output, 'provenance.json'), { force: true });
  await rm(join(output, PARTS_FOLDER), { recursive: true, force: true });
  await rm(join(output, SCALES_FOLDER, 'parts'), { recursive: true, force: true });
  for (const key of keys) {
    for (const name of await readdir(join(output, key)).catch(() => [])) {
      if (isObject(name)) await rm(join(output, key, name), { force: true });
    }
  }
  // Last: it names folders that no info names.
  await rm(join(output, SCALES_FOLDER), { recursive: true, force: true });
  await sweep(target);
}

/** Folders of the coarser scales that a `downsample` has begun and not finished. */
async function unfinishedScales(store: FileStore): Promise<string[]> {
  const record = await readRecord(store, SCALES_PLAN).catch(() => undefined);
  const keys = [record?.parameters['scales'] ?? [], record?.cleared ?? []].flat();
  return keys.filter((key) => typeof key === 'string' && !key.split('/').includes('..')) as string[];
}

function scaleKeys(info: Uint8Array): string[] {
  try {
    // A key may lead out of the dataset; what lies there is not ours to remove.
    return decodeInfo(info, 'info').scales.flatMap(({ key }) => (key.split('/').includes('..') ? [] : key));
  } catch {
    return [];
  }
}

/** Whether a file name is one of a chunk or a shard. */
export const isObject = (name: string): boolean =>
  parseChunkName(name) !== undefined || /^[0-9a-f]+\.shard$/.test(name);

async function firstObject({ output, scale }: Target): Promise<string | undefined> {
  const folder = await opendir(join(output, scale.key)).catch(() => undefined);
  if (!folder) return undefined;
  for await (const { name } of folder) {
    if (isObject(name)) return `${scale.key}/${name} of an unknown run`;
  }
  return undefined;
}

const occupied = (subject: string, got: string) =>
  new InvalidDataError({
    subject,
    expected: 'an empty or new destination',
    got,
    cure: 'Choose another one, or give --force to overwrite it',
  });

const otherFormat = (subject: string, name: string) =>
  new InvalidDataError({
    subject,
    expected: 'an empty or new destination',
    got: `a dataset of another format (${name})`,
    cure: 'Choose another one',
  });
