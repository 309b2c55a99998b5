/** What a person may set. */
import { InvalidDataError } from '../../../datasets/errors.ts';
import type { GrowSettings, ModelInfo } from '../../workers/segmenter/index.ts';
import type { Statistics } from './statistics.ts';

export interface ClickSettings {
  readonly moveThreshold: number;
  readonly segmentThreshold: number;
  /** Undefined: the model's, or else the box's own. */
  readonly imageMean: number | undefined;
  readonly imageStddev: number | undefined;
  /** Voxels an axis of the box around a click: 17 bytes each of memory, 12 of the GPU's. */
  readonly boxSize: number;
}

/** The published request's thresholds. */
export const DEFAULT_SETTINGS: ClickSettings = {
  moveThreshold: 0.9,
  segmentThreshold: 0.6,
  imageMean: undefined,
  imageStddev: undefined,
  boxSize: 256,
};

const [INIT_ACTIVATION, PAD_VALUE] = [0.95, 0.05];

/** @throws InvalidDataError where nothing can be scaled by the deviation. */
export function settingsFor(
  { moveThreshold, segmentThreshold, imageMean, imageStddev }: ClickSettings,
  model: ModelInfo,
  measured: Statistics,
): GrowSettings {
  const stddev = imageStddev ?? model.imageStddev ?? measured.stddev;
  if (!(stddev > 0)) {
    throw new InvalidDataError({
      subject: 'image',
      expected: 'grey values that differ',
      got: `a standard deviation of ${stddev} in the box`,
      cure: 'Click where there is an image, or set mean and standard deviation',
    });
  }
  return {
    initActivation: INIT_ACTIVATION,
    padValue: PAD_VALUE,
    moveThreshold,
    segmentThreshold,
    imageMean: imageMean ?? model.imageMean ?? measured.mean,
    imageStddev: stddev,
  };
}
