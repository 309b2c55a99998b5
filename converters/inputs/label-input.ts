import type { Volume } from '../../datasets/volume.ts';
import { relabelVolume, type Unmapped } from '../transforms/index.ts';
import { type OpenedInput, openInput } from './open-input.ts';
import { readLabelTable } from './read-table.ts';

export interface LabelInputOptions {
  /** `FILE:TABLE` of old and new labels, such as supervoxel to body. */
  readonly relabel?: string;
  /** Labels without a row. Default fail. */
  readonly unmapped?: Unmapped;
  readonly signal?: AbortSignal;
}

/**
 * Opens a volume of labels in an unsigned type. Labels of a signed one become uint64, and reading a negative one is an error.
 * @throws those of `openInput` and `readLabelTable`; UnsupportedError for float32.
 */
export async function openLabels(text: string, options: LabelInputOptions = {}): Promise<OpenedInput> {
  const { relabel, unmapped, signal } = options;
  const opened = await openInput(text, signal);
  try {
    return { ...opened, volume: await unsigned(opened.volume, relabel, unmapped) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function unsigned(
  volume: Volume,
  table: string | undefined,
  unmapped: Unmapped | undefined,
): Promise<Volume> {
  if (table !== undefined) return relabelVolume(volume, await readLabelTable(table), { unmapped });
  return volume.dataType.startsWith('uint') ? volume : relabelVolume(volume, new Map(), { unmapped: 'keep' });
}
