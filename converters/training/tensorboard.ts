import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../datasets/stores/index.node.ts';
import { EVENT_FILE_VERSION, encodeEventRecord } from '../../ffn/training/index.ts';
import type { LogLine } from './train-log.ts';

/** A file of events in a folder that TensorBoard looks into. */
export interface EventFile {
  readonly path: string;
  add(line: LogLine): Promise<void>;
}

export interface EventFileOptions {
  /** Steps that were made before: what earlier files say of later ones no longer holds. */
  readonly step: number;
  readonly now?: () => number;
}

/** A file of its own for each run; TensorBoard joins them. @param folder is made. */
export async function openEventFile(
  folder: string,
  { step, now = Date.now }: EventFileOptions,
): Promise<EventFile> {
  await makeFolder(folder);
  const seconds = () => now() / 1000;
  const path = join(folder, `events.out.tfevents.${Math.floor(now())}.floodlight`);
  const records = [
    encodeEventRecord({ wallTime: seconds(), fileVersion: EVENT_FILE_VERSION }),
    encodeEventRecord({ wallTime: seconds(), step, isStart: true }),
  ];
  await writeFile(path, Buffer.concat(records));
  return {
    path,
    async add(line) {
      const scalars = scalarsOf(line);
      await appendFile(path, encodeEventRecord({ wallTime: seconds(), step: line.step, scalars }));
    },
  };
}

/** Names are those of FFN's trainer; those of masks only where a mask was finished. Source: spec/ffn.md 5.8. */
export function scalarsOf(line: LogLine): Record<string, number> {
  const { loss, learningRate, fovsPerSecond, busyShare, patches, patchLoss, moves } = line;
  const { accuracy, precision, recall, specificity, f1 } = line;
  const total = moves.correct + moves.missed + moves.spurious;
  const share = (count: number) => count / Math.max(1, total);
  return {
    pixel_loss: loss,
    learning_rate: learningRate,
    'floodlight/fovs_per_second': fovsPerSecond,
    'floodlight/busy_share': busyShare,
    'moves/total': total,
    'moves/all/correct': share(moves.correct),
    'moves/all/spurious': share(moves.spurious),
    'moves/all/missed': share(moves.missed),
    ...(patches > 0 && {
      'eval/patches': patches,
      'eval/patch_loss': patchLoss,
      'eval/all/accuracy': accuracy,
      'eval/all/precision': precision,
      'eval/all/recall': recall,
      'eval/all/specificity': specificity,
      'eval/all/f1': f1,
    }),
  };
}
