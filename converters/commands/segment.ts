import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { InferenceRequest, Tiling } from '../../ffn/inference/index.ts';
import { createRequestSources, inputOf, openInput, readBoundingBox, readRequest } from '../inputs/index.ts';
import { describeSegmentation, segmentVolume } from '../jobs/index.ts';
import { openNetwork, parseDevice } from '../networks/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseInteger, parseTriple, type VerbIo } from './verb.ts';

interface SegmentFlags extends CommonFlags {
  readonly request?: string;
  readonly inferenceRequest?: string;
  readonly boundingBox: string;
  readonly image?: string;
  readonly model?: string;
  readonly out?: string;
  readonly device: string;
  readonly threads?: string;
  readonly subvolume?: string;
  readonly overlap: string;
  readonly checkpointInterval?: string;
  readonly force?: boolean;
}

const SEGMENT_DEFAULTS = { device: 'auto', overlap: '48,48,48' } as const;
const MAX_THREADS = 1024;

const EXAMPLE = `
Example:
  floodlight segment --request request.pbtxt --bounding-box 'start { x:0 y:0 z:0 } size { x:250 y:250 z:250 }' \\
    --image slices/ --model models/fib25/model.ckpt-27465036 --out results/fib25`;

/** `segment`: FFN inference over one box, as FFN's run_inference.py is called. */
export function addSegment(program: Command, io: VerbIo): void {
  declareVerb(program, 'segment', 'segment a box of a volume with a flood-filling network')
    .option('--request <text|file>', 'InferenceRequest, a text protobuf')
    .option('--inference-request <text|file>', 'the same, by the original name')
    .requiredOption('--bounding-box <text|file>', 'BoundingBox, a text protobuf: voxels to segment')
    .option('--image <input>', 'volume to read, instead of the one in the request')
    .option('--model <prefix>', 'TensorFlow checkpoint, instead of the one in the request')
    .option('--out <dir>', 'where seg-x_y_z.npz goes, instead of the directory in the request')
    .option('--device <name>', 'auto (a GPU, else the CPU), webgpu, cpu or software', SEGMENT_DEFAULTS.device)
    .option('--threads <n>', 'CPU threads; default one for each core')
    .option('--subvolume <x,y,z>', 'cut the box into subvolumes of this many voxels')
    .option('--overlap <x,y,z>', 'voxels that neighbouring subvolumes share', SEGMENT_DEFAULTS.overlap)
    .option('--checkpoint-interval <s>', 'seconds between two checkpoints, instead of the one in the request')
    .option('--force', "take over an output folder that holds another request's results: they are removed")
    .addHelpText('after', EXAMPLE)
    .action((flags: SegmentFlags) => runSegment(flags, io));
}

async function runSegment(flags: SegmentFlags, io: VerbIo): Promise<void> {
  const { reporter, signal } = contextOf(io, flags);
  const device = parseDevice(flags.device);
  const request = await readRequest(
    required(flags.request ?? flags.inferenceRequest, '--request', 'a request'),
  );
  const box = await readBoundingBox(flags.boundingBox);
  const out = required(flags.out ?? request.segmentationOutputDir, '--out', 'an output folder');
  const input = await openInput(required(flags.image ?? imageOf(request), '--image', 'a volume'));
  for (const warning of input.warnings) reporter.message(`warning: ${warning}`);
  const network = await openNetwork({
    checkpoint: required(flags.model ?? request.modelCheckpointPath, '--model', 'a checkpoint'),
    modelName: request.modelName,
    modelArgs: request.modelArgs,
    device,
    tell: (line) => reporter.message(line),
    threads:
      flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, [1, MAX_THREADS]),
  });
  const sources = createRequestSources();
  try {
    reporter.message(`device: ${network.device}`);
    const job = {
      request: withInterval(request, flags.checkpointInterval),
      boundingBox: box,
      image: input.volume,
      network,
      output: createFileStore(out),
      tiling: tilingOf(flags),
      force: flags.force,
      keepProbability: true,
      sources,
    };
    const summary = await segmentVolume(job, reporter, signal);
    reporter.result(describeSegmentation(summary), { ...summary, out });
  } finally {
    await Promise.all([network.dispose(), input.close(), sources.close()]);
  }
}

function withInterval(request: InferenceRequest, seconds: string | undefined): InferenceRequest {
  if (seconds === undefined) return request;
  return { ...request, checkpointInterval: parseInteger('--checkpoint-interval', seconds, [0, 2 ** 31 - 1]) };
}

function tilingOf({ subvolume, overlap }: SegmentFlags): Tiling | undefined {
  if (subvolume === undefined) return undefined;
  const size = parseTriple('--subvolume', subvolume, (n) => Number.isInteger(n) && n > 0);
  return { size, overlap: parseTriple('--overlap', overlap, (n) => Number.isInteger(n) && n >= 0) };
}

const imageOf = ({ image }: InferenceRequest): string | undefined => image && inputOf(image);

/** An empty text counts as not given: that is how protobuf says "not set". */
function required(value: string | undefined, flag: string, what: string): string {
  if (value) return value;
  const cure = `Give ${flag}, or set it in the request`;
  throw new UsageError({ subject: flag, expected: what, got: 'none', cure });
}
