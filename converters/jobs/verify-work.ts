import type { Store } from '../../datasets/stores/index.ts';
import type { ProblemLog } from './verify-problems.ts';

/** Folders of unfinished work; each is gone when what it is for is complete. */
const WORK = /^\.floodlight-[a-z]+(?=\/)/;

/** Tells what unfinished runs have left in a dataset. */
export interface WorkFinder {
  /** @returns whether the key is of such a run. */
  take(key: string): boolean;
  /** One problem for each run. */
  tell(log: ProblemLog): void;
}

export function createWorkFinder({ name }: Store): WorkFinder {
  const objects = new Map<string, number>();
  return {
    take(key) {
      const folder = WORK.exec(key)?.[0];
      if (folder !== undefined) objects.set(folder, (objects.get(folder) ?? 0) + 1);
      return folder !== undefined;
    },
    tell(log) {
      for (const [folder, count] of objects) {
        const cure = 'Give the same command again: it goes on from there';
        log.add(
          'unfinished',
          `${name}/${folder}: expected no unfinished run, got ${count} objects of one. ${cure}`,
        );
      }
    },
  };
}

/** Where the plan of an unfinished conversion lies: such a dataset has no info yet. */
export const CONVERT_PLAN = '.floodlight-convert/plan.json';
