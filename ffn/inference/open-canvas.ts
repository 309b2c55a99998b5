import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { type Box, boxSize, toZyx, zyx } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { FfnNetwork } from '../backends/index.ts';
import { type Canvas, createCanvas, type OriginInfo } from './canvas.ts';
import { chooseMovement } from './choose-movement.ts';
import { Counters } from './counters.ts';
import { matchHistogram, readReferenceLut } from './histogram/index.ts';
import { initSegmentation } from './init-segmentation.ts';
import { makeRestrictor } from './make-restrictor.ts';
import { buildMask } from './masks/index.ts';
import { normaliseImage } from './normalise.ts';
import { resolveOptions } from './options.ts';
import { assertFinite, readRawImage } from './read-image.ts';
import type { InferenceRequest } from './requests/index.ts';
import { createSeedPolicy, originDirectories, type SeedPolicy } from './seeds/index.ts';
import { NO_SOURCES, type RequestSources, withVolumeCache } from './sources.ts';
import { loadOrigins } from './storage/index.ts';

export interface OpenCanvasInput {
  readonly request: InferenceRequest;
  /** Voxels of the canvas, in the image's coordinates (x, y, z). */
  readonly boundingBox: Box;
  readonly image: Volume;
  readonly network: FfnNetwork;
  readonly keepProbability?: boolean;
  /** Opens the masks, shift field, initial segmentation and earlier segmentations that the request names. */
  readonly sources?: RequestSources;
  readonly signal?: AbortSignal;
}

/**
 * Reads the box and makes the canvas that the request describes.
 * @returns undefined where its masks leave nothing to segment.
 */
export async function openCanvas(input: OpenCanvasInput): Promise<Canvas | undefined> {
  const { request, boundingBox, network, signal } = input;
  const counters = new Counters();
  const sources = withVolumeCache(input.sources ?? NO_SOURCES, counters);
  const options = resolveOptions(request.inferenceOptions);
  const movement = chooseMovement(request, network.info, options);
  const stop = counters.time('load-image');
  const raw = await readRawImage(input.image, boundingBox, signal);
  stop();
  assertFinite(raw, boundingBox);
  // Masks look at raw grey values.
  const { fovSize } = network.info;
  const restrictor = await makeRestrictor({
    request,
    box: boundingBox,
    sources,
    image: raw,
    fovSize,
    counters,
    signal,
  });
  if (!restrictor) return undefined;
  const matched = await withReferenceHistogram(raw, { ...input, sources });
  const canvas = createCanvas({
    network,
    options,
    movement,
    counters,
    restrictor,
    image: normaliseImage(matched, { mean: request.imageMean, stddev: request.imageStddev }),
    shape: toZyx(boxSize(boundingBox)),
    keepProbability: input.keepProbability,
  });
  if (request.initSegmentation) {
    const volume = await sources.openVolume(request.initSegmentation);
    await initSegmentation(canvas, volume, boundingBox, signal);
  }
  return canvas;
}

/** After the masks, which look at raw grey values, and before normalisation. Source: spec/ffn.md 2.16. */
async function withReferenceHistogram(
  raw: ArrayLike<number>,
  { request, boundingBox, image, sources, signal }: OpenCanvasInput & { readonly sources: RequestSources },
): Promise<ArrayLike<number>> {
  const { referenceHistogram, histogramMasks } = request;
  if (referenceHistogram === '') return raw;
  if (image.dataType !== 'uint8') {
    throw new UnsupportedError({
      subject: 'reference_histogram',
      expected: 'an image of uint8, which its table is for',
      got: image.dataType,
    });
  }
  const lut = await readReferenceLut(referenceHistogram, sources);
  const maskInput = { box: boundingBox, sources, image: raw, signal };
  const mask = histogramMasks.length > 0 ? await buildMask(histogramMasks, maskInput) : undefined;
  return matchHistogram(raw, toZyx(boxSize(boundingBox)), { lut, mask });
}

/** The request's seed policy over a canvas, with the origins of earlier segmentations that it asks for. */
export async function openSeeds(canvas: Canvas, input: OpenCanvasInput): Promise<SeedPolicy> {
  const { request, boundingBox, sources = NO_SOURCES } = input;
  const { image, shape, segmentation, margin, restrictor } = canvas;
  const earlierOrigins = new Map<string, ReadonlyMap<number, OriginInfo>>();
  for (const directory of originDirectories(request.seedPolicy, request.seedPolicyArgs)) {
    const store = await sources.openDirectory(directory);
    earlierOrigins.set(directory, await loadOrigins(store, toZyx(boundingBox.begin)));
  }
  // Anisotropy is not in the request; the original's runner leaves it at 1, too.
  const voxelSize = zyx(1, 1, 1);
  const context = { image, shape, segmentation, margin, restrictor, voxelSize, earlierOrigins };
  return createSeedPolicy(request.seedPolicy, context, request.seedPolicyArgs);
}

/** Fields that would change the result and are not carried out must not be passed over. */
export function assertSupported(request: InferenceRequest): void {
  for (const [field, count] of [
    ['batch_size', request.batchSize],
    ['concurrent_requests', request.concurrentRequests],
  ] as const) {
    if (count >= 0) continue;
    throw new InvalidDataError({ subject: field, expected: 'a number above 0, or none', got: `${count}` });
  }
  const set: Readonly<Record<string, boolean>> = {
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
