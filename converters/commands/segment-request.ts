import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import {
  type InferenceRequest,
  parseInferenceOptions,
  parseInferenceRequest,
} from '../../ffn/inference/index.ts';
import type { ModelMetadata } from '../../ffn/model/index.ts';
import { readRequest, textOrFile } from '../inputs/index.ts';
import type { ImageStatistics } from '../jobs/index.ts';
import type { SegmentFlags } from './segment-flags.ts';
import { parseInteger } from './verb.ts';

/** What the published request sets, for runs by flags alone; its checkpoint interval is half an hour. */
const DEFAULT_REQUEST = `
  seed_policy: "PolicyPeaks"
  checkpoint_interval: 600
  inference_options {
    init_activation: 0.95
    pad_value: 0.05
    move_threshold: 0.9
    min_boundary_dist { x: 1 y: 1 z: 1 }
    segment_threshold: 0.6
    min_segment_size: 1000
  }`;

const MAX_SECONDS = 2 ** 31 - 1;

/** The request as it is given, with the flags' changes; normalisation comes later, when the image is known. */
export async function requestOf(
  flags: SegmentFlags,
  warn?: (line: string) => void,
): Promise<InferenceRequest> {
  const named = flags.request ?? flags.inferenceRequest;
  const request =
    named === undefined ? parseInferenceRequest(DEFAULT_REQUEST) : await readRequest(named, warn);
  const { inferenceOptions, checkpointInterval, seedPolicy, seedPolicyArgs, modelArgs } = flags;
  const changes: Partial<InferenceRequest> = {
    ...(inferenceOptions !== undefined && {
      inferenceOptions: parseInferenceOptions(await textOrFile(inferenceOptions, 'inference options')),
    }),
    ...(checkpointInterval !== undefined && {
      checkpointInterval: parseInteger('--checkpoint-interval', checkpointInterval, [0, MAX_SECONDS]),
    }),
    ...(seedPolicy !== undefined && { seedPolicy, seedPolicyArgs: '' }),
    ...(seedPolicyArgs !== undefined && { seedPolicyArgs }),
    ...(modelArgs !== undefined && { modelArgs }),
  };
  return Object.keys(changes).length === 0 ? request : { ...request, ...changes };
}

/**
 * Mean and standard deviation: the flags', else the request's, else the model's.
 * @throws UsageError where nothing says them.
 */
export function withNormalisation(
  request: InferenceRequest,
  flags: SegmentFlags,
  { metadata, statistics }: { metadata: ModelMetadata; statistics: ImageStatistics },
): InferenceRequest {
  const isSaid = request.imageStddev > 0;
  const mean = greyOf('--image-mean', flags.imageMean, statistics.mean);
  const stddev = stddevOf(flags.imageStddev, statistics.stddev);
  const imageMean = mean ?? (isSaid ? request.imageMean : metadata.imageMean);
  const imageStddev = stddev ?? (isSaid ? request.imageStddev : metadata.imageStddev);
  if (imageMean === undefined || imageStddev === undefined) {
    throw new UsageError({
      subject: '--image-mean, --image-stddev',
      expected: 'the normalisation that the network was trained with',
      got: 'none in flags, request and model',
      cure: "Give numbers, or auto for the box's own",
    });
  }
  if (imageMean === request.imageMean && imageStddev === request.imageStddev) return request;
  return { ...request, imageMean, imageStddev };
}

function greyOf(flag: string, text: string | undefined, auto: number): number | undefined {
  if (text === undefined) return undefined;
  // As the request's float32 fields would hold it.
  const value = text === 'auto' ? Math.fround(auto) : Math.fround(Number(text));
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError({ subject: flag, expected: 'a number or auto', got: JSON.stringify(text) });
}

/** @throws InvalidDataError where the box is all of one grey, which nothing can be scaled by. */
function stddevOf(text: string | undefined, auto: number): number | undefined {
  const flag = '--image-stddev';
  if (text === 'auto' && !(auto > 0)) {
    const got = 'a box that is all of one grey value';
    throw new InvalidDataError({ subject: flag, expected: 'an image with contrast', got });
  }
  const stddev = greyOf(flag, text, auto);
  if (stddev === undefined || stddev > 0) return stddev;
  throw new UsageError({ subject: flag, expected: 'a number above 0, or auto', got: JSON.stringify(text) });
}
