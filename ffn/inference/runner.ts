import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { type Box, boxSize, toXyz, toZyx, zyx } from '../../datasets/geometry/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { FfnNetwork } from '../backends/index.ts';
import { type Canvas, createCanvas } from './canvas.ts';
import { chooseMovement } from './choose-movement.ts';
import { Counters } from './counters.ts';
import { type InferenceHooks, throwIfAborted } from './events.ts';
import { normaliseImage } from './normalise.ts';
import { resolveOptions } from './options.ts';
import { readRawImage } from './read-image.ts';
import type { InferenceRequest } from './requests/index.ts';
import { createSeedPolicy } from './seeds/index.ts';
import { segmentAll } from './segment-all.ts';
import { findSubvolume, saveSubvolume } from './storage/index.ts';

export interface SegmentInput extends InferenceHooks {
  /** Its paths are not looked at: image, network and output are given. */
  readonly request: InferenceRequest;
  /** Voxels to segment, in the image's coordinates (x, y, z). What lies outside the image reads as 0. */
  readonly boundingBox: Box;
  readonly image: Volume;
  readonly network: FfnNetwork;
  /** The segmentation's directory. */
  readonly output: WritableStore;
  /** Also write probabilities, as `.prob`. Default false. */
  readonly keepProbability?: boolean;
}

/** What came of one subvolume. */
export interface SegmentSummary {
  /** The segmentation was there already, and nothing was done. */
  readonly skipped: boolean;
  /** Key of the segmentation in the output. */
  readonly path: string;
  /** Segments. */
  readonly objects: number;
  /** Evaluations of the network. */
  readonly steps: number;
  /** Voxels of all segments. */
  readonly voxels: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/**
 * Segments one subvolume and writes it. Done before: skipped.
 * Holds about forty bytes a voxel while it looks for seeds, sixteen afterwards.
 * @throws InvalidDataError, UnsupportedError for a request or a box it cannot do; AbortedError, and nothing is
 *   written then.
 */
export async function segment(input: SegmentInput): Promise<SegmentSummary> {
  const begin = performance.now();
  const corner = toZyx(input.boundingBox.begin);
  assertSupported(input.request);
  assertRoomForFov(input);
  const existing = await findSubvolume(input.output, corner);
  if (existing !== undefined) {
    return { skipped: true, path: existing, objects: 0, steps: 0, voxels: 0, counters: {}, seconds: 0 };
  }
  const canvas = await openCanvas(input);
  await segmentAll(canvas, seedsOf(canvas, input.request), input);
  throwIfAborted(input.signal);
  const { shape, segmentation, origins, overlaps, probability } = canvas;
  const counters = canvas.counters.toJSON();
  const path = await saveSubvolume(input.output, corner, {
    shape,
    segmentation,
    origins,
    overlaps,
    request: input.request,
    counters,
    probability,
  });
  return {
    skipped: false,
    path,
    objects: origins.size,
    steps: canvas.counters.get('update_at-calls'),
    voxels: canvas.counters.get('voxels-segmented'),
    counters,
    seconds: (performance.now() - begin) / 1000,
  };
}

async function openCanvas(input: SegmentInput): Promise<Canvas> {
  const { request, boundingBox, network, signal } = input;
  const counters = new Counters();
  const options = resolveOptions(request.inferenceOptions);
  const movement = chooseMovement(request, network.info, options);
  const stop = counters.time('load-image');
  const raw = await readRawImage(input.image, boundingBox, signal);
  stop();
  return createCanvas({
    network,
    options,
    movement,
    counters,
    image: normaliseImage(raw, { mean: request.imageMean, stddev: request.imageStddev }),
    shape: toZyx(boxSize(boundingBox)),
    keepProbability: input.keepProbability,
  });
}

function seedsOf(canvas: Canvas, request: InferenceRequest) {
  const { image, shape, segmentation, margin, restrictor } = canvas;
  // Anisotropy is not in the request; the original's runner leaves it at 1, too.
  const context = { image, shape, segmentation, margin, restrictor, voxelSize: zyx(1, 1, 1) };
  return createSeedPolicy(request.seedPolicy, context, request.seedPolicyArgs);
}

/** A field of view that fits nowhere has no seeds: an empty segmentation would look like a result. */
function assertRoomForFov({ boundingBox, network }: SegmentInput): void {
  const size = boxSize(boundingBox);
  const fov = toXyz(network.info.fovSize);
  if (size.every((n, axis) => n >= fov[axis])) return;
  throw new InvalidDataError({
    subject: 'bounding box',
    expected: `at least the network's field of view, ${fov.join(' x ')} voxels`,
    got: size.join(' x '),
    cure: 'Choose a larger box',
  });
}

/** Fields that would change the result and are not carried out must not be passed over. */
function assertSupported(request: InferenceRequest): void {
  const set: Readonly<Record<string, boolean>> = {
    masks: request.masks.length > 0,
    seed_masks: request.seedMasks.length > 0,
    shift_mask: request.shiftMask !== undefined,
    init_segmentation: request.initSegmentation !== undefined,
    reference_histogram: request.referenceHistogram !== '',
    histogram_masks: request.histogramMasks.length > 0,
    'alignment_options.type': request.alignmentOptions !== undefined && request.alignmentOptions.type !== 1,
  };
  const fields = Object.keys(set).filter((field) => set[field]);
  if (fields.length === 0) return;
  throw new UnsupportedError({
    subject: 'inference request',
    expected: 'fields this version carries out',
    got: fields.join(', '),
    cure: 'Leave them out of the request.',
  });
}
