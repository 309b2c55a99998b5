import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidDataError } from '../../datasets/errors.ts';
import { type FileStore, sweepTemporaries } from '../../datasets/stores/index.node.ts';
import type { Part } from '../tasks/index.ts';
import { assertUnlocked, type Parameters, takeLock } from '../writing/index.ts';
import { asBytes, OUTPUT_FOLDER, WORK_FOLDER } from './plan.ts';

const PLAN_KEY = `${WORK_FOLDER}/plan.json`;

/** Record of complete skeletons, beside them: what decided about their bytes, and what they are. */
const COMPLETION_KEY = `${OUTPUT_FOLDER}/completion.json`;

interface PlanRecord {
  /** clearing: what was there before is being removed, and nothing of it may be taken for done. */
  readonly state: 'clearing' | 'writing';
  readonly parameters: Parameters;
}

export interface Completion<Summary> {
  readonly parameters: Parameters;
  readonly summary: Summary;
}

/** @returns the summary of complete skeletons of the same parameters, if they are there. */
export async function readCompletion<Summary>(
  store: FileStore,
  parameters: Parameters,
): Promise<Summary | undefined> {
  const record = await readJson<Completion<Summary>>(store, COMPLETION_KEY);
  const isSame = record?.parameters && differenceOf(record.parameters, parameters) === undefined;
  return isSame ? record.summary : undefined;
}

export const putCompletion = <Summary>(store: FileStore, completion: Completion<Summary>): Promise<void> =>
  store.put(COMPLETION_KEY, asBytes(`${JSON.stringify(completion, null, 2)}\n`));

/** Of a folder that a run looks at before it begins. */
export interface Before {
  /** Replace what is there. */
  readonly force: boolean;
  /** The folder of skeletons that the dataset's info names. */
  readonly named: string | undefined;
}

/**
 * Looks at the folder as `prepareFolder` does, and changes nothing. @returns whether an earlier run would be continued.
 * @throws InvalidDataError where other skeletons, or a run with other parameters is there.
 */
export async function inspectFolder(
  store: FileStore,
  parameters: Parameters,
  { force, named }: Before,
): Promise<boolean> {
  const record = await readJson<PlanRecord>(store, PLAN_KEY);
  const difference = record && differenceOf(record.parameters, parameters);
  const isSame = record !== undefined && difference === undefined;
  if (force) return false;
  if (isSame) return record.state === 'writing';
  if (difference) throw otherRun(store.name, difference);
  const there = named ?? ((await firstObject(store)) && OUTPUT_FOLDER);
  if (there) throw occupied(`${store.name}/${there}`);
  return false;
}

/**
 * Makes the folder ready for a run: without skeletons, or with what the same run left when it was interrupted. To be called by
 * who holds the lock.
 * @returns whether an earlier run is continued.
 * @throws InvalidDataError where other skeletons, or a run with other parameters is there.
 */
export async function prepareFolder(
  store: FileStore,
  parameters: Parameters,
  before: Before,
): Promise<boolean> {
  if (await inspectFolder(store, parameters, before)) {
    await sweep(store);
    return true;
  }
  await store.put(PLAN_KEY, asBytes(JSON.stringify({ state: 'clearing', parameters })));
  await clear(store);
  await store.put(PLAN_KEY, asBytes(JSON.stringify({ state: 'writing', parameters })));
  return false;
}

/** For a share of a run, beside others: its plan, or the same that another share has made. @throws as `prepareFolder`. */
export async function joinRun(
  store: FileStore,
  parameters: Parameters,
  named: string | undefined,
): Promise<void> {
  const record = await readJson<PlanRecord>(store, PLAN_KEY);
  const difference = record && differenceOf(record.parameters, parameters);
  if (difference) throw otherRun(store.name, difference);
  if (record?.state === 'writing') return;
  const there = record ? undefined : (named ?? ((await firstObject(store)) && OUTPUT_FOLDER));
  if (record || there) throw occupied(`${store.name}/${there ?? OUTPUT_FOLDER}`);
  await store.put(PLAN_KEY, asBytes(JSON.stringify({ state: 'writing', parameters })));
}

/**
 * Makes this process the only one that writes the skeletons, or a share of them.
 * @returns lets others in again. @throws UsageError where another process writes what this one would.
 */
export async function enter(store: FileStore, part: Part): Promise<() => Promise<void>> {
  const work = join(store.name, WORK_FOLDER);
  const subject = `${store.name}/${OUTPUT_FOLDER}`;
  const isShare = part.count > 1;
  const own = isShare ? join(work, `part-${part.index + 1}-of-${part.count}`) : work;
  const lock = await takeLock(own, subject);
  const leave = async () => {
    await lock.release();
    // Empty only where nobody else is in: then it stays.
    if (isShare) await rmdir(own).catch(() => undefined);
    await rmdir(work).catch(() => undefined);
  };
  try {
    // Whoever comes second sees the other: each takes its own lock first.
    const others = isShare ? [work] : (await namesOf(work)).filter((name) => name.startsWith('part-'));
    for (const other of others) await assertUnlocked(isShare ? other : join(work, other), subject);
  } catch (error) {
    await leave();
    throw error;
  }
  return leave;
}

/** Removes the traces of a run whose skeletons are complete; the lock goes by itself. */
export async function removeWork(store: FileStore): Promise<void> {
  const at = (name: string) => join(store.name, WORK_FOLDER, name);
  await sweepTemporaries(join(store.name, OUTPUT_FOLDER));
  await rm(at('blocks'), { recursive: true, force: true });
  await rm(at('groups'), { recursive: true, force: true });
  await rm(at('plan.json'), { force: true });
  // Of shares that were killed; of those that run, `rmdir` leaves them.
  for (const name of await namesOf(at(''))) if (name.startsWith('part-')) await rmDead(at(name), store.name);
}

async function rmDead(folder: string, subject: string): Promise<void> {
  const isDead = await assertUnlocked(folder, subject).then(
    () => true,
    () => false,
  );
  if (isDead) await rm(folder, { recursive: true, force: true });
}

/** Whether an object is there; objects are whole or absent, so that being there is being done. */
export const isThere = (store: FileStore, key: string): boolean => existsSync(join(store.name, key));

async function sweep({ name }: FileStore): Promise<void> {
  for (const folder of [OUTPUT_FOLDER, WORK_FOLDER, `${WORK_FOLDER}/blocks`, `${WORK_FOLDER}/groups`])
    await sweepTemporaries(join(name, folder));
}

/** Removes records first, then skeletons and shards; nothing else. */
async function clear(store: FileStore): Promise<void> {
  const folder = join(store.name, OUTPUT_FOLDER);
  for (const key of ['completion.json', 'info']) await rm(join(folder, key), { force: true });
  for (const key of ['groups', 'blocks'])
    await rm(join(store.name, WORK_FOLDER, key), { recursive: true, force: true });
  for (const name of await namesOf(folder)) if (isObject(name)) await rm(join(folder, name), { force: true });
  await sweep(store);
}

const isObject = (name: string): boolean => /^(\d+|[0-9a-f]*\.shard)$/.test(name);

const namesOf = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

const firstObject = async (store: FileStore): Promise<string | undefined> =>
  (await namesOf(join(store.name, OUTPUT_FOLDER))).find((name) => isObject(name) || name === 'info');

/** @returns undefined where there is none, or what is there is not ours. */
async function readJson<T>(store: FileStore, key: string): Promise<T | undefined> {
  const bytes = await store.get(key);
  try {
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
  } catch {
    return undefined;
  }
}

interface Difference {
  readonly name: string;
  readonly before: unknown;
  readonly now: unknown;
}

function differenceOf(before: Parameters, now: Parameters): Difference | undefined {
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
    cure: 'Run that command to finish it, or give --force to begin again',
  });

const occupied = (subject: string) =>
  new InvalidDataError({
    subject,
    expected: 'no skeletons, or those of the same command',
    got: 'other skeletons',
    cure: 'Give --force to replace them',
  });
