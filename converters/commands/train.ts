import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import {
  type ConvStack3DConfig,
  type FfnModel,
  type ModelMetadata,
  parseModelArgs,
} from '../../ffn/model/index.ts';
import { assertTrainOptions, patchSize, readSizeOf } from '../../ffn/training/index.ts';
import { type OpenedInput, openInput, openLabels } from '../inputs/index.ts';
import {
  createTrainProgress,
  formatTrainingEstimate,
  openTrainingCompute,
  type TrainingCompute,
  type TrainSummary,
  trainNetwork,
} from '../jobs/index.ts';
import { assertKnownModel, loadModel, parseDevice } from '../networks/index.ts';
import {
  assertTrainable,
  bytesOfVolumes,
  findCoordinateFiles,
  keepInMemory,
  type TrainingVolume,
} from '../training/index.ts';
import { parseNamedVolumes } from './coordinates.ts';
import { withConfig } from './train-config.ts';
import {
  declareTrainFlags,
  type NormalisationOf,
  parseNormalisation,
  parseTrainOptions,
  type TrainFlags,
} from './train-flags.ts';
import {
  contextOf,
  declareVerb,
  oneOf,
  parseInteger,
  parseNumber,
  type VerbContext,
  type VerbIo,
} from './verb.ts';

/** `train`: a network from labels, as FFN's train.py is called. */
export function addTrain(program: Command, io: VerbIo): void {
  const verb = declareVerb(program, 'train', 'training, step 3: a network, from images and labels');
  declareTrainFlags(verb).action(async (flags: TrainFlags) => train(await withConfig(verb, flags), io));
}

async function train(flags: TrainFlags, io: VerbIo): Promise<void> {
  const context = contextOf(io, flags);
  const { reporter, signal } = context;
  const device = parseDevice(flags.device);
  const options = await parseTrainOptions(flags);
  const times = parseTimes(flags);
  const { config, initial } = await loadNetwork(flags);
  assertTrainOptions(config, options);
  const { imageMean: mean, imageStddev: stddev } = initial?.metadata ?? {};
  const normalisationOf = parseNormalisation(flags, { mean, stddev });
  const coordinates = await findCoordinateFiles(flags.trainCoords);
  const { opened, volumes } = await openVolumes(flags, normalisationOf, signal);
  try {
    for (const { warnings } of opened)
      for (const warning of warnings) reporter.message(`warning: ${warning}`);
    assertTrainable(volumes, readSizeOf(patchSize(config, options), options.augmentations));
    const plan = { config, options, ...times, volumeBytes: bytesOfVolumes(volumes) };
    const tell = (line: string) => reporter.message(line);
    const compute = await openTrainingCompute(plan, { device, tell });
    try {
      await run({ flags, context, compute, volumes, coordinates, initial, times });
    } finally {
      await compute.close();
    }
  } finally {
    await Promise.all(opened.map((input) => input.close()));
  }
}

interface RunParts {
  readonly flags: TrainFlags;
  readonly context: VerbContext;
  readonly compute: TrainingCompute;
  readonly volumes: readonly TrainingVolume[];
  readonly coordinates: readonly string[];
  readonly initial: FfnModel | undefined;
  readonly times: ReturnType<typeof parseTimes>;
}

async function run({ flags, context, compute, volumes, initial, times, ...data }: RunParts): Promise<void> {
  const { reporter, signal } = context;
  const { device, estimate, network } = compute;
  const { config, options } = compute.plan;
  reporter.message(`device: ${device}`);
  const text = formatTrainingEstimate(estimate, compute.plan);
  if (flags.dryRun) return reporter.result(text, { dryRun: true, device, ...estimate });
  reporter.message(text);
  const summary = await trainNetwork({
    ...{ config, options, network, signal, ...times, ...data },
    volumes: estimate.isKept ? await keepInMemory(volumes, signal) : volumes,
    folder: flags.trainDir,
    tensorboard: flags.tensorboard,
    weights: initial?.weights,
    metadata: metadataOf(volumes, initial),
    overwrite: flags.force,
    onEvent: createTrainProgress(reporter, times.maxSteps),
  });
  reporter.result(describe(summary), { ...summary, device });
}

function parseTimes(flags: TrainFlags) {
  return {
    maxSteps: parseInteger('--max-steps', flags.maxSteps, [1, Number.MAX_SAFE_INTEGER]),
    logSeconds: parseNumber('--summary-rate-secs', flags.summaryRateSecs, [0, 1e9]),
    checkpointSeconds: parseNumber('--checkpoint-seconds', flags.checkpointSeconds, [0, 1e9]),
    threads: flags.parallel === undefined ? undefined : parseInteger('--parallel', flags.parallel, [1, 256]),
  };
}

interface Network {
  readonly config: ConvStack3DConfig;
  readonly initial?: FfnModel;
}

async function loadNetwork({ modelName, modelArgs, init }: TrainFlags): Promise<Network> {
  assertKnownModel(modelName);
  if (init !== undefined) {
    const initial = await loadModel({ path: init, modelName, modelArgs });
    return { config: initial.config, initial };
  }
  if (modelArgs !== undefined) return { config: parseModelArgs(modelArgs) };
  throw new UsageError({
    subject: '--model-args',
    expected: 'depth, fov_size and deltas, or a model to begin with (--init)',
    got: 'neither',
  });
}

interface Opened {
  readonly opened: readonly OpenedInput[];
  readonly volumes: readonly TrainingVolume[];
}

async function openVolumes(
  flags: TrainFlags,
  normalisationOf: NormalisationOf,
  signal: AbortSignal,
): Promise<Opened> {
  const images = parseNamedVolumes('--data-volumes', flags.dataVolumes);
  const labels = new Map(
    parseNamedVolumes('--label-volumes', flags.labelVolumes).map(({ name, input }) => [name, input]),
  );
  const unmapped = oneOf('--unmapped', flags.unmapped, ['fail', 'keep', 'zero']);
  const alike = images.length === labels.size && images.every(({ name }) => labels.has(name));
  if (!alike) {
    throw new UsageError({
      subject: '--label-volumes',
      expected: `the names of --data-volumes: ${images.map(({ name }) => name).join(', ')}`,
      got: [...labels.keys()].join(', '),
    });
  }
  const opened: OpenedInput[] = [];
  try {
    const volumes: TrainingVolume[] = [];
    for (const { name, input } of images) {
      const normalisation = normalisationOf(name);
      const image = await openInput(input, signal);
      opened.push(image);
      const label = await openLabels(labels.get(name)!, { relabel: flags.relabel, unmapped, signal });
      opened.push(label);
      volumes.push({ name, image: image.volume, labels: label.volume, normalisation });
    }
    return { opened, volumes };
  } catch (error) {
    await Promise.all(opened.map((input) => input.close()));
    throw error;
  }
}

/** What travels with the weights: what all volumes have in common. */
function metadataOf(volumes: readonly TrainingVolume[], initial: FfnModel | undefined): ModelMetadata {
  const common = <T>(of: (volume: TrainingVolume) => T): T | undefined => {
    const [first, ...others] = volumes.map(of);
    return others.every((other) => `${other}` === `${first}`) ? first : undefined;
  };
  const voxelSizeNm = common(({ image }) => image.voxelSizeNm) ?? initial?.metadata.voxelSizeNm;
  const { polarity } = initial?.metadata ?? {};
  const imageMean = common(({ normalisation }) => normalisation.mean);
  const imageStddev = common(({ normalisation }) => normalisation.stddev);
  return {
    ...(voxelSizeNm && { voxelSizeNm }),
    ...(polarity && { polarity }),
    ...(imageMean !== undefined && imageStddev !== undefined && { imageMean, imageStddev }),
  };
}

function describe({ steps, model, last, busyShare }: TrainSummary): string {
  const busy = `gradients ${Math.round(100 * busyShare)} % of the time`;
  const scores = last
    ? `: loss ${last.loss.toFixed(4)}, F1 ${last.f1.toFixed(3)} over ${last.patches} patches, ${busy}`
    : '';
  return `${model}: ${steps} steps${scores}`;
}
