import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { type Box, boxOf, boxSize } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { NetworkInfo } from '../../ffn/backends/index.ts';
import { defaultOverlap, type Tiling } from '../../ffn/inference/index.ts';
import { readBoundingBox } from '../inputs/index.ts';
import { invertVolume, placeVolume, resampleVolume } from '../transforms/index.ts';
import { type CommonFlags, parseBox, parseInteger, parseTriple, parseVoxelSize } from './verb.ts';

export interface SegmentFlags extends CommonFlags {
  readonly request?: string;
  readonly inferenceRequest?: string;
  readonly inferenceOptions?: string;
  readonly boundingBox?: string;
  readonly box?: string;
  readonly image?: string;
  readonly model?: string;
  readonly models?: string;
  readonly truth?: string;
  readonly relabel?: string;
  readonly unmapped: string;
  readonly modelArgs?: string;
  readonly out?: string;
  readonly imageMean?: string;
  readonly imageStddev?: string;
  readonly invert?: boolean;
  readonly resolution?: string;
  readonly resample?: string;
  readonly seedPolicy?: string;
  readonly seedPolicyArgs?: string;
  readonly device: string;
  readonly precision: string;
  readonly autotune: boolean;
  readonly ahead?: string;
  readonly threads?: string;
  readonly batchSize?: string;
  readonly concurrency?: string;
  readonly subvolume?: string;
  readonly overlap?: string;
  readonly checkpointInterval?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

const DEFAULT_DEVICE = 'auto';
const MAX_THREADS = 1024;
const MAX_AT_ONCE = 4096;
const MAX_AHEAD = 63;

const EXAMPLES = `
Examples:
  floodlight segment --request request.pbtxt --bounding-box 'start { x:0 y:0 z:0 } size { x:250 y:250 z:250 }' \\
    --image slices/ --model models/fib25/model.ckpt-27465036 --out results/fib25
  floodlight segment --image em.h5:raw --model fib25.safetensors --image-mean auto --image-stddev auto --out result
  floodlight segment --models 'train_dir/model-*.safetensors' --image heldout.h5:raw --truth heldout.h5:labels --out choice
  floodlight segment … --subvolume 500,500,500 --overlap 48,48,48   # then: floodlight reconcile result web/cells

Ctrl-C leaves a checkpoint, and the same command goes on there.`;

export function declareSegmentFlags(verb: Command): Command {
  return verb
    .option('--request <text|file>', 'InferenceRequest, a text protobuf; without it flags say all')
    .option('--inference-request <text|file>', 'the same, by the original name')
    .option('--inference-options <text|file>', 'InferenceOptions, instead of those in the request')
    .option('--bounding-box <text|file>', 'BoundingBox, a text protobuf; default: the whole volume')
    .option('--box <x,y,z,sx,sy,sz>', 'the same in numbers: first voxel and size')
    .option('--image <input>', 'volume to read, instead of the one in the request')
    .option(
      '--model <path>',
      'TensorFlow checkpoint, .safetensors, .onnx or TensorFlow.js model.json, instead of the one in the request',
    )
    .option(
      '--models <glob>',
      'several models, one after the other, each compared with --truth; a table of them',
    )
    .option('--truth <labels>', 'for --models: what the volume should become')
    .option(
      '--relabel <FILE:TABLE>',
      "for --models: replace the truth's labels first, such as supervoxel -> body",
    )
    .option('--unmapped <how>', 'labels without a row in the table: fail, keep or zero', 'fail')
    .option('--model-args <json>', 'depth, features, fov_size, deltas, instead of those in the request')
    .option('--out <dir>', 'where seg-x_y_z.npz goes, instead of the directory in the request')
    .option('--image-mean <grey>', "grey value that becomes 0: a number, or auto: the box's own")
    .option('--image-stddev <grey>', 'grey values that become 1: a number or auto')
    .option('--invert', 'dark becomes bright, before anything else')
    .option('--resolution <nm|x,y,z>', 'voxel size of the image, where it does not say it')
    .option('--resample <nm|x,y,z>', 'segment in voxels of this size; boxes are in these voxels too')
    .option('--seed-policy <name>', 'instead of the one in the request')
    .option('--seed-policy-args <json>', 'its arguments')
    .option('--device <name>', 'auto (a GPU, else the CPU), webgpu, cpu or software', DEFAULT_DEVICE)
    .option(
      '--precision <name>',
      "f32, f16x3 (about f32's results, on matrix units) or f16 (other results: evaluate them); on a GPU",
      'f32',
    )
    .option('--ahead <n>', 'objects that grow on a GPU before their turn; results are the same; default 0')
    .option('--no-autotune', 'do not measure once how this GPU computes fastest; results are the same')
    .option('--threads <n>', 'CPU threads; default one for each core')
    .option('--batch-size <n>', 'fields of view in one evaluation, from as many subvolumes')
    .option('--concurrency <n>', 'subvolumes in memory at once; default the batch size')
    .option('--subvolume <x,y,z>', 'cut the box into subvolumes of this many voxels')
    .option(
      '--overlap <x,y,z>',
      'voxels that neighbouring subvolumes share; default a field of view less 1 and two of its steps: 48 for FIB-25',
    )
    .option('--checkpoint-interval <s>', 'seconds between two checkpoints, instead of the one in the request')
    .option('--dry-run', 'time 20 evaluations; say hours and memory, write nothing')
    .option(
      '--force',
      "take over another request's output folder; go on where the image does not fit the model or the overlap is too small",
    )
    .addHelpText('after', EXAMPLES);
}

export const parseThreads = ({ threads }: SegmentFlags): number | undefined =>
  threads === undefined ? undefined : parseInteger('--threads', threads, [1, MAX_THREADS]);

/** Objects on a GPU at once: the one whose turn it is, and those ahead. */
export const parseLanes = ({ ahead }: SegmentFlags): number | undefined =>
  ahead === undefined ? undefined : 1 + parseInteger('--ahead', ahead, [0, MAX_AHEAD]);

/** @returns undefined where the request decides. */
export function parseAtOnce(flags: SegmentFlags): { batchSize?: number; concurrency?: number } {
  const { batchSize, concurrency } = flags;
  return {
    ...(batchSize !== undefined && {
      batchSize: parseInteger('--batch-size', batchSize, [1, MAX_AT_ONCE]),
    }),
    ...(concurrency !== undefined && {
      concurrency: parseInteger('--concurrency', concurrency, [1, MAX_AT_ONCE]),
    }),
  };
}

/** What is done to the image first; `note` tells the run from one on the image as it is. */
export function parsePreparation({ invert, resolution, resample }: SegmentFlags): Preparation {
  const voxelSizeNm = resolution === undefined ? undefined : parseVoxelSize('--resolution', resolution);
  const resampleNm = resample === undefined ? undefined : parseVoxelSize('--resample', resample);
  return {
    apply(image) {
      let volume = invert ? invertVolume(image) : image;
      if (voxelSizeNm) volume = placeVolume(volume, { voxelSizeNm });
      return resampleNm ? resampleVolume(volume, { voxelSizeNm: resampleNm, mode: 'average' }) : volume;
    },
    note: (image) => ({
      ...(invert && { inverted: true }),
      ...(resampleNm && { resampledFromNm: voxelSizeNm ?? image.voxelSizeNm }),
    }),
  };
}

export interface Preparation {
  apply(image: Volume): Volume;
  note(image: Volume): Readonly<Record<string, unknown>>;
}

export function parseTiling({ subvolume, overlap }: SegmentFlags, info: NetworkInfo): Tiling | undefined {
  if (subvolume === undefined) {
    if (overlap === undefined) return undefined;
    const cure = 'Give their size too, or leave --overlap out';
    throw new UsageError({ subject: '--overlap', expected: '--subvolume with it', got: 'none', cure });
  }
  const size = parseTriple('--subvolume', subvolume, (n) => Number.isInteger(n) && n > 0);
  if (overlap === undefined) return { size, overlap: defaultOverlap(info) };
  return { size, overlap: parseTriple('--overlap', overlap, (n) => Number.isInteger(n) && n >= 0) };
}

/**
 * A flag that another one silences is a mistake that nobody would see.
 * @throws UsageError naming the two.
 */
export function assertOneEach(flags: SegmentFlags): void {
  const { request, inferenceRequest, box, boundingBox } = flags;
  const fail = (subject: string, expected: string) =>
    new UsageError({ subject, expected, got: 'two', cure: 'Leave one out' });
  if (request !== undefined && inferenceRequest !== undefined)
    throw fail('--request, --inference-request', 'one request');
  if (box !== undefined && boundingBox !== undefined) throw fail('--box, --bounding-box', 'one box');
}

export async function parseSegmentBox({ boundingBox, box }: SegmentFlags, volume: Volume): Promise<Box> {
  if (boundingBox !== undefined) return readBoundingBox(boundingBox);
  if (box !== undefined) return parseBox('--box', box);
  return boxOf(volume.bounds.begin, boxSize(volume.bounds));
}
