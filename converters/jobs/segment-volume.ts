import type { Box } from '../../datasets/geometry/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import {
  type InferenceEvent,
  type InferenceRequest,
  type SegmentSummary,
  segment,
} from '../../ffn/inference/index.ts';
import type { Reporter } from '../console/index.ts';

export interface SegmentJob {
  readonly request: InferenceRequest;
  readonly box: Box;
  readonly image: Volume;
  readonly network: FfnNetwork;
  readonly output: WritableStore;
}

/** Runs FFN inference over one box and tells its progress: evaluations, objects, and what the last one became. */
export function segmentVolume(
  job: SegmentJob,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<SegmentSummary> {
  const { request, box, image, network, output } = job;
  return segment({
    request,
    boundingBox: box,
    image,
    network,
    output,
    signal,
    onEvent: progressOf(reporter),
  });
}

function progressOf(reporter: Reporter): (event: InferenceEvent) => void {
  let steps = 0;
  let objects = 0;
  return (event) => {
    if (event.kind === 'step') steps++;
    if (event.kind === 'object') objects++;
    const current = event.kind === 'step' ? `, step ${event.step} of the current one` : '';
    reporter.progress({ label: 'segment', done: steps, unit: 'steps', note: `${objects} objects${current}` });
  };
}

/** `5 objects, 41 steps, 123456 voxels in 12.3 s`, or that nothing was to be done. */
export function describeSegmentation(summary: SegmentSummary): string {
  const { skipped, path, objects, steps, voxels, seconds } = summary;
  if (skipped) return `${path} is there already: nothing to do`;
  return `${objects} objects, ${steps} steps, ${voxels} voxels in ${seconds.toFixed(1)} s: ${path}`;
}
