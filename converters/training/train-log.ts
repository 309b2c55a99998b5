import { appendFile } from 'node:fs/promises';
import type { StepResult, TrackerSummary } from '../../ffn/training/index.ts';

/** A line of the log: what happened since the line before. */
export interface LogLine extends TrackerSummary {
  /** Steps made so far, of all runs. */
  readonly step: number;
  /** Mean over the steps since. */
  readonly loss: number;
  readonly learningRate: number;
  /** Fields of view learned from, a second. */
  readonly fovsPerSecond: number;
  /** Since this run began. */
  readonly seconds: number;
}

export interface TrainLog {
  add(result: StepResult): void;
  /** Appends a line of JSON, where there was a step since the last one. @returns it. */
  write(tracked: TrackerSummary): Promise<LogLine | undefined>;
}

/** @param path of the file, which lines are added to. @param batchSize fields of view of a step. */
export function createTrainLog(path: string, batchSize: number, now: () => number = Date.now): TrainLog {
  const began = now();
  let since = began;
  let [steps, sum] = [0, 0];
  let last: StepResult | undefined;
  return {
    add(result) {
      steps++;
      sum += result.loss;
      last = result;
    },
    async write(tracked) {
      if (!last || steps === 0) return undefined;
      const at = now();
      const line: LogLine = {
        step: last.step,
        loss: sum / steps,
        learningRate: last.rate,
        fovsPerSecond: (1000 * steps * batchSize) / Math.max(1, at - since),
        seconds: (at - began) / 1000,
        ...tracked,
      };
      [since, steps, sum] = [at, 0, 0];
      await appendFile(path, `${JSON.stringify(line)}\n`);
      return line;
    },
  };
}
