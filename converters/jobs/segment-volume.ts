import { type SegmentInput, type SegmentSummary, segment } from '../../ffn/inference/index.ts';
import type { Reporter } from '../console/index.ts';
import { createSegmentProgress } from './segment-progress.ts';

/** Everything but how it is watched and stopped. */
export type SegmentJob = Omit<SegmentInput, 'signal'>;

/** All subvolumes together. */
export interface SegmentationSummary extends Omit<SegmentSummary, 'path'> {
  /** Keys of the segmentations in the output, in order of their corners. */
  readonly paths: readonly string[];
  /** Subvolumes that were there already. */
  readonly skippedSubvolumes: number;
}

/** Runs FFN inference over one box and tells its progress. */
export async function segmentVolume(
  job: SegmentJob,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<SegmentationSummary> {
  const begin = performance.now();
  const tell = createSegmentProgress(reporter);
  const summaries: SegmentSummary[] = [];
  for await (const event of segment({ ...job, signal })) {
    tell(event);
    if (event.kind === 'subvolume') summaries.push(event.summary);
  }
  return addUp(summaries, (performance.now() - begin) / 1000);
}

function addUp(summaries: readonly SegmentSummary[], seconds: number): SegmentationSummary {
  const sum = (key: 'objects' | 'steps' | 'voxels') => summaries.reduce((n, s) => n + s[key], 0);
  const counters: Record<string, number> = {};
  for (const summary of summaries) {
    for (const [name, value] of Object.entries(summary.counters))
      counters[name] = (counters[name] ?? 0) + value;
  }
  return {
    // Subvolumes that masks cover have none.
    paths: summaries.flatMap(({ path }) => path ?? []).sort(),
    skipped: summaries.every(({ skipped }) => skipped),
    skippedSubvolumes: summaries.filter(({ skipped }) => skipped).length,
    objects: sum('objects'),
    steps: sum('steps'),
    voxels: sum('voxels'),
    counters,
    seconds,
  };
}

/** `5 objects, 41 steps, 123456 voxels in 12.3 s`, or that nothing was to be done. */
export function describeSegmentation(summary: SegmentationSummary): string {
  const { skipped, skippedSubvolumes, paths, objects, steps, voxels, seconds } = summary;
  if (paths.length === 0) return 'masks cover all of the box: nothing to segment, nothing written';
  const where = paths.length === 1 ? paths[0] : `${paths.length} subvolumes`;
  if (skipped) return `${where} there already: nothing to do`;
  const kept = skippedSubvolumes > 0 ? `, ${skippedSubvolumes} of them there already` : '';
  return `${objects} ${objects === 1 ? 'object' : 'objects'}, ${steps} steps, ${voxels} voxels in ${seconds.toFixed(1)} s: ${where}${kept}`;
}
