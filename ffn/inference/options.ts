import { InvalidDataError } from '../../datasets/errors.ts';
import { toXyz, toZyx, type Zyx } from '../../datasets/geometry/index.ts';
import { type InferenceOptions, vectorXyz } from './requests/index.ts';

/** Inference options as the canvas uses them: logits instead of probabilities, triples in zyx. */
export interface CanvasOptions {
  /** Logit of the seed voxel. Float32, as all logits here but one. */
  readonly initLogit: number;
  /** What the network is given where nothing has been predicted. */
  readonly padLogit: number;
  /** A field of view moves only to voxels at or above this, and an object whose seed falls below it ends. */
  readonly moveLogit: number;
  /** The same threshold before it was rounded to float32: the movement policy scores with this one. */
  readonly moveScoreLogit: number;
  /** Voxels at or above this belong to the object. */
  readonly segmentLogit: number;
  /** Share of a field of view at or above `moveLogit` beyond which background stays background; < 0: never. */
  readonly discoSeedThreshold: number;
  /** Distance a seed keeps from segments, in voxels per axis. */
  readonly minBoundaryDistVoxels: Zyx;
  readonly minSegmentSizeVoxels: number;
}

const logit = (p: number): number => Math.log(p / (1 - p));

/** Logistic function: the probability of a logit. */
export const expit = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Probabilities pass through the request's float32 fields twice: rounded as they are, and again as logits. The
 * published objects depend on both roundings.
 * @throws InvalidDataError for a probability that is not between 0 and 1.
 */
export function resolveOptions(options: InferenceOptions | undefined): CanvasOptions {
  if (!options) {
    throw new InvalidDataError({
      subject: 'inference request',
      expected: 'inference_options',
      got: 'none',
      cure: 'Set at least init_activation, pad_value, move_threshold and segment_threshold.',
    });
  }
  const logitOf = (name: string, p: number): number => {
    if (p > 0 && p < 1) return logit(Math.fround(p));
    throw new InvalidDataError({
      subject: `inference_options.${name}`,
      expected: 'a probability between 0 and 1',
      got: `${p}`,
    });
  };
  const moveScoreLogit = logitOf('move_threshold', options.moveThreshold);
  return {
    initLogit: Math.fround(logitOf('init_activation', options.initActivation)),
    padLogit: Math.fround(logitOf('pad_value', options.padValue)),
    moveLogit: Math.fround(moveScoreLogit),
    moveScoreLogit,
    segmentLogit: Math.fround(logitOf('segment_threshold', options.segmentThreshold)),
    discoSeedThreshold: Math.fround(options.discoSeedThreshold),
    minBoundaryDistVoxels: distanceOf(options),
    minSegmentSizeVoxels: options.minSegmentSize,
  };
}

function distanceOf({ minBoundaryDist }: InferenceOptions): Zyx {
  const dist = toZyx(vectorXyz(minBoundaryDist));
  if (dist.every((n) => n >= 0)) return dist;
  throw new InvalidDataError({
    subject: 'inference_options.min_boundary_dist',
    expected: 'no distance below 0',
    got: toXyz(dist).join(', '),
  });
}
