import { InvalidDataError } from '../../datasets/errors.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';

/** All that decides about the bytes of a dataset, by the name that messages use. */
export type Parameters = Readonly<Record<string, unknown>>;

/** What an unfinished run is told by. */
export interface PlanRecord {
  /** clearing: what was there before is being removed, and nothing of it may be taken for done. */
  readonly state: 'clearing' | 'writing';
  readonly parameters: Parameters;
  /** While clearing: folders whose objects go. */
  readonly cleared?: readonly string[];
}

export const putRecord = (store: FileStore, key: string, record: PlanRecord): Promise<void> =>
  store.put(key, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));

/** @throws InvalidDataError where something else is under the key. */
export async function readRecord(store: FileStore, key: string): Promise<PlanRecord | undefined> {
  const bytes = await store.get(key);
  if (!bytes) return undefined;
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as Partial<PlanRecord>;
    if (record.state && record.parameters) return record as PlanRecord;
  } catch {
    // Written as a whole or not at all: what does not parse is not ours.
  }
  const cure = 'Give --force to begin again';
  throw new InvalidDataError({
    subject: `${store.name}/${key}`,
    expected: 'a plan',
    got: 'other text',
    cure,
  });
}

export interface Difference {
  readonly name: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** @returns undefined where both decide the same. */
export function firstDifference(before: Parameters, now: Parameters): Difference | undefined {
  for (const name of new Set([...Object.keys(now), ...Object.keys(before)])) {
    if (JSON.stringify(before[name]) !== JSON.stringify(now[name]))
      return { name, before: before[name], now: now[name] };
  }
  return undefined;
}

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

export const otherRun = (subject: string, { name, before, now }: Difference) =>
  new InvalidDataError({
    subject,
    expected: `the same command as the unfinished run there, ${name} ${show(before)}`,
    got: show(now),
    cure: 'Run that command to finish it, choose another output, or give --force to begin again',
  });
