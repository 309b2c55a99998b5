import { basename, dirname } from 'node:path';
import type { Command } from 'commander';
import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import {
  elementCount,
  encodeModel,
  encodeOnnx,
  type ModelMetadata,
  modelTexts,
  POLARITIES,
} from '../../ffn/model/index.ts';
import { readRequest } from '../inputs/index.ts';
import { loadModel } from '../networks/index.ts';
import {
  type CommonFlags,
  contextOf,
  declareVerb,
  oneOf,
  parseNumber,
  parseTriple,
  type VerbIo,
} from './verb.ts';

interface ImportFlags extends CommonFlags {
  readonly request?: string;
  readonly modelArgs?: string;
  readonly resolution?: string;
  readonly polarity?: string;
  readonly imageMean?: string;
  readonly imageStddev?: string;
  readonly onnx?: boolean;
  readonly force?: boolean;
}

/** Of float32, as the file's numbers are when they are used; a standard deviation of 0 would divide by it. */
const MAX_GREY = 3.4e38;
const MIN_STDDEV = 1e-30;

const NOTES = `
CHECKPOINT is the prefix of a TensorFlow checkpoint, FILE.safetensors or FILE.onnx. What the network was trained on
(voxel size, polarity, mean, standard deviation) travels in the file, and segment compares its input with it.

Example:
  floodlight import-checkpoint models/fib25/model.ckpt-27465036 fib25.safetensors --request request.pbtxt \\
    --resolution 8,8,8 --polarity dark-membranes`;

/** `import-checkpoint CHECKPOINT OUT`: a network as one file. */
export function addImportCheckpoint(program: Command, io: VerbIo): void {
  declareVerb(program, 'import-checkpoint <checkpoint> <out>', 'a network as one safetensors or ONNX file')
    .option('--request <text|file>', 'InferenceRequest that says model_args, image_mean and image_stddev')
    .option('--model-args <json>', 'depth, features, fov_size and deltas, instead of those in the request')
    .option('--resolution <x,y,z>', 'voxel size in nanometres of the data it was trained on')
    .option('--polarity <name>', POLARITIES.join(' or '))
    .option('--image-mean <grey>', 'grey value that becomes 0, instead of the one in the request')
    .option('--image-stddev <grey>', 'grey values that become 1')
    .option('--onnx', 'write an ONNX model')
    .option('--force', 'write over a file that is there')
    .addHelpText('after', NOTES)
    .action((checkpoint: string, out: string, flags: ImportFlags) =>
      importCheckpoint([checkpoint, out], flags, io),
    );
}

async function importCheckpoint(
  [checkpoint, out]: readonly [string, string],
  flags: ImportFlags,
  io: VerbIo,
) {
  const { reporter } = contextOf(io, flags);
  assertEnding(out, flags.onnx ? '.onnx' : '.safetensors');
  const request = flags.request === undefined ? undefined : await readRequest(flags.request);
  const model = await loadModel({
    path: checkpoint,
    modelName: request?.modelName,
    modelArgs: flags.modelArgs ?? request?.modelArgs,
  });
  const metadata: ModelMetadata = {
    ...model.metadata,
    ...(request &&
      request.imageStddev > 0 && {
        imageMean: request.imageMean,
        imageStddev: request.imageStddev,
      }),
    ...given(flags),
  };
  const { config, weights } = model;
  const bytes = flags.onnx
    ? encodeOnnx(config, weights, modelTexts(config, metadata))
    : encodeModel({ config, weights, metadata });
  const store = createFileStore(dirname(out));
  if (!flags.force && (await store.get(basename(out)))) {
    const cure = 'Choose another one, or give --force to overwrite it';
    throw new InvalidDataError({ subject: out, expected: 'a new file', got: 'one that is there', cure });
  }
  await store.put(basename(out), bytes);
  const parameters = [...weights.values()].reduce((n, { shape }) => n + elementCount(shape), 0);
  const { depth, fovSize, deltas } = config;
  const text = `${out}: ConvStack3D of depth ${depth}, fov ${fovSize.join(' x ')}, deltas ${deltas.join(',')}, ${parameters} parameters`;
  reporter.result(text, { output: out, bytes: bytes.length, parameters, ...modelTexts(config, metadata) });
}

function given({ resolution, polarity, imageMean, imageStddev }: ImportFlags): ModelMetadata {
  return {
    ...(resolution !== undefined && { voxelSizeNm: parseTriple('--resolution', resolution, (n) => n > 0) }),
    ...(polarity !== undefined && { polarity: oneOf('--polarity', polarity, POLARITIES) }),
    ...(imageMean !== undefined && {
      imageMean: parseNumber('--image-mean', imageMean, [-MAX_GREY, MAX_GREY]),
    }),
    ...(imageStddev !== undefined && {
      imageStddev: parseNumber('--image-stddev', imageStddev, [MIN_STDDEV, MAX_GREY]),
    }),
  };
}

/** `segment` tells models apart by their names. */
function assertEnding(out: string, ending: string): void {
  if (out.endsWith(ending)) return;
  const cure = ending === '.onnx' ? 'Name it so' : 'Name it so, or give --onnx';
  throw new UsageError({ subject: 'OUT', expected: `a name that ends with ${ending}`, got: out, cure });
}
