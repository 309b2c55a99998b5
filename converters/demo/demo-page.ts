/** What the page reads: a view of all that there is so far, and how far the demo is. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeInfo } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { type ViewedDataset, type ViewedLabels, writeViewFile } from '../jobs/index.ts';
import { PARTS, referenceFolder } from './demo-datasets.ts';
import type { DemoSource } from './source.ts';
import type { DemoStep } from './summary.ts';

/** Read again and again by the page while the demo runs. */
export const PROGRESS_FILE = 'progress.json';

export interface DemoProgress {
  readonly steps: readonly DemoStep[];
  /** The step at work. */
  readonly running: string | undefined;
  readonly done?: boolean;
}

export async function writeProgress(
  { title }: DemoSource,
  folder: string,
  { steps, running, done = false }: DemoProgress,
): Promise<void> {
  const text = JSON.stringify({ title, done, running: running ?? null, steps });
  await createFileStore(folder).put(PROGRESS_FILE, new TextEncoder().encode(text));
}

/** Writes the view of those parts that are there. @param segments that it begins with. */
export async function writeDemoView(
  source: DemoSource,
  folder: string,
  segments: readonly string[],
): Promise<void> {
  const image = await viewed(join(folder, PARTS.image));
  const segmentation = await viewed(join(folder, PARTS.segmentation));
  const labels: ViewedLabels[] = segmentation ? [{ ...segmentation, segments }] : [];
  for (const { name } of segmentation ? source.references : []) {
    const reference = await viewed(join(folder, referenceFolder(name)));
    if (reference) labels.push({ ...reference, name, visible: false });
  }
  await writeViewFile(folder, { title: source.title, image, labels, model: PARTS.model });
}

/** Undefined where nothing, or not all of it, is there. */
async function viewed(folder: string): Promise<ViewedDataset | undefined> {
  const bytes = await readFile(join(folder, 'info')).catch(() => undefined);
  return bytes && { folder, info: decodeInfo(bytes, folder) };
}
