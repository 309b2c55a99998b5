/** A canvas that begins with segments. Source: spec/ffn.md 2.11. */
import { InvalidDataError, TooLargeError } from '../../datasets/errors.ts';
import type { Box } from '../../datasets/geometry/index.ts';
import type { Samples, Volume } from '../../datasets/volume.ts';
import type { Canvas } from './canvas.ts';
import { createChannelReader } from './masks/index.ts';
import { quantizeProbability } from './storage/index.ts';

/** Labels as 1, 2, …, in the order of the labels they stand for; 0 stays 0. */
export interface Contiguous {
  readonly labels: Int32Array;
  /** By new label; `original[0]` is 0. */
  readonly original: readonly bigint[];
}

/**
 * @param labels integers >= 0.
 * @throws InvalidDataError for negative labels or fractions; TooLargeError for more labels than int32 counts.
 */
export function makeContiguous(labels: Samples): Contiguous {
  const unique = new Set<number | bigint>([typeof labels[0] === 'bigint' ? 0n : 0]);
  for (const label of labels) unique.add(label);
  const sorted = [...unique].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const wrong = sorted.find((label) => label < 0 || (typeof label === 'number' && !Number.isInteger(label)));
  if (wrong !== undefined) {
    throw new InvalidDataError({ subject: 'initial segmentation', expected: 'labels >= 0', got: `${wrong}` });
  }
  if (sorted.length > 2 ** 31 - 1) {
    const got = `${sorted.length}`;
    throw new TooLargeError({ subject: 'initial segmentation', expected: 'at most 2^31 - 1 labels', got });
  }
  const byLabel = new Map(sorted.map((label, i) => [label, i]));
  const contiguous = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) contiguous[i] = byLabel.get(labels[i]) ?? 0;
  return { labels: contiguous, original: sorted.map(BigInt) };
}

/**
 * Puts the first channel of a volume of labels into a fresh canvas; outside the volume nothing is labelled. Its segments
 * get low ids in the order of their labels, kept in `canvas.originalIds`; objects that are found get higher ones.
 */
export async function initSegmentation(
  canvas: Canvas,
  volume: Volume,
  box: Box,
  signal?: AbortSignal,
): Promise<void> {
  const read = createChannelReader(volume, box, { subject: 'initial segmentation', signal });
  const { labels, original } = makeContiguous(await read(0));
  const certain = quantizeProbability(1);
  const { segmentation, probability } = canvas;
  for (let i = 0; i < labels.length; i++) {
    segmentation[i] = labels[i];
    if (probability && labels[i] > 0) probability[i] = certain;
  }
  canvas.maxId = original.length - 1;
  canvas.originalIds = original;
}
