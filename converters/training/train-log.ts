import { appendFile, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { createFileStore } from '../../datasets/stores/index.node.ts';
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
  /** Of the time since the line before, the share in which gradients were computed: see `BusyClock`. */
  readonly busyShare: number;
  /** Since this run began. */
  readonly seconds: number;
}

export interface TrainLog {
  /** Of all runs, without those of steps that were lost. */
  readonly lines: readonly LogLine[];
  /** @param busyMs in which gradients were computed, since the run began. */
  add(result: StepResult, busyMs: number): void;
  /** What the next line would be. */
  peek(tracked: TrackerSummary): LogLine | undefined;
  /** Appends a line of JSON, where there was a step since the last one. @returns it. */
  write(tracked: TrackerSummary): Promise<LogLine | undefined>;
}

export interface TrainLogOptions {
  /** Fields of view of a step. */
  readonly batchSize: number;
  /** Steps that were made before: lines of the file after them are of a run that was killed. */
  readonly step: number;
  readonly now?: () => number;
}

/** @param path of the file, which lines are added to. */
export async function openTrainLog(
  path: string,
  { batchSize, step, now = Date.now }: TrainLogOptions,
): Promise<TrainLog> {
  const lines = await readLines(path, step);
  const began = now();
  let since = began;
  let [steps, sum, busyMs, busyBefore] = [0, 0, 0, 0];
  let last: StepResult | undefined;
  const peek = (tracked: TrackerSummary): LogLine | undefined => {
    if (!last || steps === 0) return undefined;
    const at = now();
    const elapsed = Math.max(1, at - since);
    return {
      step: last.step,
      loss: sum / steps,
      learningRate: last.rate,
      fovsPerSecond: (1000 * steps * batchSize) / elapsed,
      busyShare: Math.min(1, (busyMs - busyBefore) / elapsed),
      seconds: (at - began) / 1000,
      ...tracked,
    };
  };
  return {
    lines,
    add(result, busy) {
      steps++;
      sum += result.loss;
      busyMs = busy;
      last = result;
    },
    peek,
    async write(tracked) {
      const line = peek(tracked);
      if (!line) return undefined;
      since = began + 1000 * line.seconds;
      [steps, sum, busyBefore] = [0, 0, busyMs];
      lines.push(line);
      await appendFile(path, `${JSON.stringify(line)}\n`);
      return line;
    },
  };
}

/** Lines up to a step, and the file without others: what a killed run wrote after it, cut off or not, is made once more. */
async function readLines(path: string, step: number): Promise<LogLine[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').flatMap((line) => {
    const parsed = parseLine(line);
    return parsed && parsed.step <= step ? [parsed] : [];
  });
  const kept = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  if (kept !== text) await createFileStore(dirname(path)).put(basename(path), new TextEncoder().encode(kept));
  return lines;
}

function parseLine(line: string): LogLine | undefined {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}
