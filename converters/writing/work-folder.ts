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
import { PARTS_FOLDER, partKey, WORK_FOLDER } from './part.ts';
import { boxOfPiece, type Piece } from './pieces.ts';
import type { Target, WritePlan } from './plan.ts';

const PLAN_KEY = `${WORK_FOLDER}/plan.json`;

/** All that decides about the bytes of a dataset, by the name that messages use. */
export type Parameters = Readonly<Record<string, unknown>>;

interface PlanRecord {
  /** clearing: what was there before is being removed, and nothing of it may be taken for done. */
  readonly state: 'clearing' | 'writing';
  readonly parameters: Parameters;
}

const putRecord = (store: FileStore, record: PlanRecord) =>
  store.put(PLAN_KEY, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));

async function readRecord(store: FileStore): Promise<PlanRecord | undefined> {
  const bytes = await store.get(PLAN_KEY);
  if (!bytes) return undefined;
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as Partial<PlanRecord>;
    if (record.state && record.parameters) return record as PlanRecord;
  } catch {
    // Written as a whole or not at all: what does not parse is not ours.
  }
  const cure = 'Give --force to begin again';
  throw new InvalidDataError({
    subject: `${store.name}/${PLAN_KEY}`,
    expected: 'a plan',
    got: 'other text',
    cure,
  });
}

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
  const record = force ? await readRecord(store).catch(() => undefined) : await readRecord(store);
  const difference = record && firstDifference(record.parameters, parameters);
  if (record && difference === undefined) {
    if (record.state === 'clearing') await clear(store, target);
    else await sweep(target);
    await putRecord(store, { state: 'writing', parameters });
    return record.state === 'writing';
  }
  if (!force) {
    if (difference !== undefined) throw otherRun(store.name, difference);
    const there = existsSync(join(target.output, 'info')) ? 'a dataset' : await firstObject(target);
    if (there) throw occupied(store.name, there);
  } else {
    await putRecord(store, { state: 'clearing', parameters });
    await clear(store, target);
  }
  await putRecord(store, { state: 'writing', parameters });
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

async function sweep({ output, scale }: Target): Promise<void> {
  for (const folder of ['', scale.key, WORK_FOLDER, PARTS_FOLDER])
    await sweepTemporaries(join(output, folder));
}

/** Removes `info` first, then chunks and shards of the scales it names and of the one to be written; nothing else. */
async function clear(store: FileStore, target: Target): Promise<void> {
  const { output, scale } = target;
  const bytes = await store.get('info');
  const keys = new Set([scale.key, ...(bytes ? scaleKeys(bytes) : [])]);
  await rm(join(output, 'info'), { force: true });
  await rm(join(output, 'provenance.json'), { force: true });
  await rm(join(output, PARTS_FOLDER), { recursive: true, force: true });
  for (const key of keys) {
    for (const name of await readdir(join(output, key)).catch(() => [])) {
      if (isObject(name)) await rm(join(output, key, name), { force: true });
    }
  }
  await sweep(target);
}

function scaleKeys(info: Uint8Array): string[] {
  try {
    // A key may lead out of the dataset; what lies there is not ours to remove.
    return decodeInfo(info, 'info').scales.flatMap(({ key }) => (key.split('/').includes('..') ? [] : key));
  } catch {
    return [];
  }
}

const isObject = (name: string): boolean =>
  parseChunkName(name) !== undefined || /^[0-9a-f]+\.shard$/.test(name);

async function firstObject({ output, scale }: Target): Promise<string | undefined> {
  const folder = await opendir(join(output, scale.key)).catch(() => undefined);
  if (!folder) return undefined;
  for await (const { name } of folder) {
    if (isObject(name)) return `${scale.key}/${name} of an unknown run`;
  }
  return undefined;
}

interface Difference {
  readonly name: string;
  readonly before: unknown;
  readonly now: unknown;
}

function firstDifference(before: Parameters, now: Parameters): Difference | undefined {
  for (const name of new Set([...Object.keys(now), ...Object.keys(before)])) {
    if (JSON.stringify(before[name]) !== JSON.stringify(now[name]))
      return { name, before: before[name], now: now[name] };
  }
  return undefined;
}

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

const otherRun = (subject: string, { name, before, now }: Difference) =>
  new InvalidDataError({
    subject,
    expected: `the same command as the unfinished run there, ${name} ${show(before)}`,
    got: show(now),
    cure: 'Run that command to finish it, choose another output, or give --force to begin again',
  });

const occupied = (subject: string, got: string) =>
  new InvalidDataError({
    subject,
    expected: 'an empty or new destination',
    got,
    cure: 'Choose another one, or give --force to overwrite it',
  });
