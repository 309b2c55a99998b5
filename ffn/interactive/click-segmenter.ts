/** What a click needs: options in a person's terms, and an image as it was read. */
import { toZyx, type Xyz } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../backends/index.ts';
import {
  createObjectSegmenter,
  type Normalisation,
  normaliseImage,
  type ObjectSegmenter,
  resolveOptions,
} from '../inference/index.ts';

/** Probabilities, as in a request's `inference_options`. */
export interface ClickOptions {
  readonly initActivation: number;
  readonly padValue: number;
  /** The field of view moves to voxels above it. */
  readonly moveThreshold: number;
  /** Voxels above it are the object's. */
  readonly segmentThreshold: number;
}

/** The published request's. */
export const CLICK_DEFAULTS: ClickOptions = {
  initActivation: 0.95,
  padValue: 0.05,
  moveThreshold: 0.9,
  segmentThreshold: 0.6,
};

export interface ClickInput {
  readonly network: FfnNetwork;
  /** x fastest, as it was read. */
  readonly image: ArrayLike<number>;
  readonly size: Xyz;
  readonly normalisation: Normalisation;
  readonly options: ClickOptions;
  readonly updateMs: number;
}

/** @throws InvalidDataError for thresholds that are no probabilities, a standard deviation that is not above 0. */
export function clickSegmenter(input: ClickInput): ObjectSegmenter {
  const { network, image, size, normalisation, options, updateMs } = input;
  return createObjectSegmenter({
    network,
    shape: toZyx(size),
    image: normaliseImage(image, normalisation),
    options: resolveOptions({
      ...options,
      discoSeedThreshold: 0,
      minBoundaryDist: undefined,
      minSegmentSize: 0,
    }),
    updateMs,
  });
}
