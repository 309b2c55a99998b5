import { availableParallelism } from 'node:os';
import { AbortedError } from '../../datasets/errors.ts';
import { type Box, boxSize, toXyz, toZyx, volumeOf } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import { formatBytes } from './estimate.ts';

/** What a segmentation would take on this machine. */
export interface SegmentationEstimate {
  readonly device: string;
  /** Median of the timed evaluations. */
  readonly secondsPerStep: number;
  readonly subvolumes: number;
  /** Voxels of all subvolumes, overlaps counted as often as they are computed. */
  readonly voxels: number;
  /** Expected evaluations, from how many the published run took for its voxels. */
  readonly steps: number;
  readonly hours: number;
  readonly neededBytes: number;
  readonly availableBytes: number;
  /** In buffers on the device, where it has a memory of its own; how much is free there WebGPU does not tell. */
  readonly deviceBytes?: number;
  /** What to change, where memory does not suffice. */
  readonly advice: string;
}

const TIMED_STEPS = 20;

/** Evaluations of the published run for each place that the centre of its field of view could take: 25,799 of 218^3. */
const STEPS_PER_CENTRE = 25_799 / 218 ** 3;
const PUBLISHED_DELTA_VOLUME = 8 ** 3;

/** Held for each voxel while seeds are looked for (see `segmentSubvolume`). */
const BYTES_PER_VOXEL = 40;

export interface EstimateOptions {
  readonly subvolumes: readonly Box[];
  readonly concurrency: number;
  readonly batchSize: number;
  /** Default: what this machine has left. */
  readonly availableBytes?: number;
  readonly signal?: AbortSignal;
}

/** Times evaluations of the network on noise-free input; their time does not depend on what is in it. */
export async function estimateSegmentation(
  network: FfnNetwork,
  { subvolumes, concurrency, batchSize, signal, availableBytes = process.availableMemory() }: EstimateOptions,
): Promise<SegmentationEstimate> {
  const { fovSize, deltas } = network.info;
  const image = new Float32Array(batchSize * volumeOf(fovSize));
  const times: number[] = [];
  for (let i = 0; i < TIMED_STEPS && !signal?.aborted; i++) {
    const begin = performance.now();
    await network.predict(image, image, batchSize);
    times.push((performance.now() - begin) / 1000 / batchSize);
  }
  if (signal?.aborted)
    throw new AbortedError({
      subject: '--dry-run',
      expected: `${TIMED_STEPS} evaluations`,
      got: `a request to stop after ${times.length}`,
    });
  times.sort((a, b) => a - b);
  const secondsPerStep = times[times.length >> 1] ?? Number.NaN;
  const fov = toXyz(fovSize);
  const centres = subvolumes.reduce(
    (sum, box) =>
      sum + boxSize(box).reduce((n, size, axis) => n * Math.max(0, size - fov[axis as 0 | 1 | 2] + 1), 1),
    0,
  );
  const expected = (centres * STEPS_PER_CENTRE * PUBLISHED_DELTA_VOLUME) / Math.max(1, volumeOf(deltas));
  const steps = Math.max(1, Math.round(expected));
  const voxels = subvolumes.reduce((sum, box) => sum + volumeOf(boxSize(box)), 0);
  const atOnce = Math.min(concurrency, subvolumes.length);
  const sizes = subvolumes.map((box) => boxSize(box)).sort((a, b) => volumeOf(b) - volumeOf(a));
  const largest = volumeOf(sizes[0]!);
  const neededBytes = largest * BYTES_PER_VOXEL * atOnce;
  const deviceBytes = network.deviceBytes && network.deviceBytes(toZyx(sizes[0]!)) * atOnce;
  return {
    device: network.device,
    secondsPerStep,
    subvolumes: subvolumes.length,
    voxels,
    steps,
    hours: (steps * secondsPerStep) / 3600,
    neededBytes,
    availableBytes,
    ...(deviceBytes !== undefined && { deviceBytes }),
    advice: adviceFor({ neededBytes, availableBytes, concurrency, largest, leastEdge: Math.max(...fov) }),
  };
}

interface Memory {
  readonly neededBytes: number;
  readonly availableBytes: number;
  readonly concurrency: number;
  readonly largest: number;
  /** Of a subvolume that the field of view fits in. */
  readonly leastEdge: number;
}

/** The largest knob first: fewer subvolumes at once, then smaller ones. */
function adviceFor({ neededBytes, availableBytes, concurrency, largest, leastEdge }: Memory): string {
  if (neededBytes <= availableBytes) return 'fits';
  const one = largest * BYTES_PER_VOXEL;
  if (concurrency > 1 && one <= availableBytes) {
    const fewer = Math.floor(availableBytes / one);
    return `too much memory: --batch-size ${fewer} --concurrency ${fewer}`;
  }
  const edge = Math.floor(Math.cbrt(availableBytes / BYTES_PER_VOXEL / 1.25) / 10) * 10;
  if (edge < leastEdge) return 'too much memory, for the smallest subvolume too: another machine';
  return `too much memory: --subvolume ${edge},${edge},${edge}, then reconcile`;
}

/** `about 25800 steps at 0.105 s: 0.75 h on cpu`, `memory 625 MB, 20.1 GB free: fits`. */
export function formatSegmentationEstimate(estimate: SegmentationEstimate): string {
  const {
    steps,
    secondsPerStep,
    hours,
    device,
    neededBytes,
    availableBytes,
    deviceBytes,
    advice,
    subvolumes,
  } = estimate;
  const work = `about ${steps} steps at ${secondsPerStep.toPrecision(3)} s: ${formatHours(hours)} on ${device}`;
  const onDevice = deviceBytes === undefined ? '' : `; on the device ${formatBytes(deviceBytes)}`;
  const memory = `memory ${formatBytes(neededBytes)}, ${formatBytes(availableBytes)} free: ${advice}${onDevice}`;
  const pieces = subvolumes === 1 ? '1 subvolume' : `${subvolumes} subvolumes`;
  return `${pieces}, ${work}\n${memory}\n${availableParallelism()} CPU threads. Fewer steps: a smaller box. Less time a step: a GPU, --batch-size, a network of less depth or FOV.`;
}

/** Minutes below an hour, seconds below a minute. */
function formatHours(hours: number): string {
  if (hours >= 1) return `${hours.toFixed(1)} h`;
  return hours >= 1 / 60 ? `${(60 * hours).toPrecision(2)} min` : `${(3600 * hours).toPrecision(2)} s`;
}
