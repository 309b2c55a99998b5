import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { volumeOf } from '../../datasets/geometry/index.ts';
import { chunkBox, chunkName } from '../../datasets/precomputed/index.ts';
import type { JobQueue } from '../writing/index.ts';
import { cellsOfTask, type PyramidSpec, type Round, scalePartKey, shardOf, shardsOfRound } from './plan.ts';
import { type ScaleJob, shardKey } from './run-task.ts';

/** What of a round is not there yet. */
export interface LeftOfRound {
  readonly tasks: readonly number[];
  /** Shards that do not exist, by their place in `shardsOfRound`, and tasks of theirs that are left. */
  readonly shards: ReadonlyMap<number, ReadonlySet<number>>;
  /** Chunks that the tasks will make. */
  readonly chunks: number;
}

/** Objects are whole or absent, so that being there is being done. */
export function leftOfRound({ output }: PyramidSpec, round: Round): LeftOfRound {
  const has = (key: string) => existsSync(join(output, key));
  const all = shardsOfRound(round);
  const missing = all.map(({ level, shard }) => !has(shardKey(level, shard)));
  const absent = new Set(all.flatMap(({ level, shard }, i) => (missing[i] ? [shardKey(level, shard)] : [])));
  const tasks: number[] = [];
  let chunks = 0;
  for (let task = 0; task < round.tasks; task++) {
    const cells = cellsOfTask(round, task);
    const isLeft = [...cells].some(([level, positions]) => {
      const { shards, scale, grid } = level;
      if (!shards)
        return positions.some((position) => !has(`${scale.key}/${chunkName(chunkBox(grid, position))}`));
      return [...new Set(positions.map((position) => shardOf(shards, position)))].some(
        (shard) => absent.has(shardKey(level, shard)) && !has(scalePartKey(level, task, shard)),
      );
    });
    if (!isLeft) continue;
    tasks.push(task);
    for (const positions of cells.values()) chunks += positions.length;
  }
  const isLeft = new Set(tasks);
  const shards = new Map<number, ReadonlySet<number>>();
  for (const [i, { tasks: own }] of all.entries()) {
    if (missing[i]) shards.set(i, new Set(own.filter((task) => isLeft.has(task))));
  }
  return { tasks, shards, chunks };
}

/** Chunks of all scales of some rounds. */
export const chunksOfRounds = (rounds: readonly Round[]): number =>
  rounds.reduce((sum, { levels }) => sum + levels.reduce((n, { grid }) => n + volumeOf(grid.gridSize), 0), 0);

/** Hands out what is left of a round; a shard is put together as soon as its parts are there. */
export function createRoundQueue(round: number, left: LeftOfRound): JobQueue<ScaleJob> {
  const waiting = new Map([...left.shards].map(([shard, tasks]) => [shard, new Set(tasks)]));
  const ready = [...waiting].filter(([, tasks]) => tasks.size === 0).map(([shard]) => shard);
  const byTask = new Map<number, number[]>();
  for (const [shard, tasks] of waiting) {
    for (const task of tasks) byTask.set(task, [...(byTask.get(task) ?? []), shard]);
  }
  const tasks = [...left.tasks].reverse();
  return {
    next() {
      const assemble = ready.shift();
      if (assemble !== undefined) return { round, assemble };
      const task = tasks.pop();
      return task === undefined ? undefined : { round, task };
    },
    done(job) {
      if (!('task' in job)) return;
      for (const shard of byTask.get(job.task) ?? []) {
        const rest = waiting.get(shard);
        rest?.delete(job.task);
        if (rest?.size === 0) ready.push(shard);
      }
    },
  };
}
