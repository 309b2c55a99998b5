import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import type { Normalisation } from '../../ffn/inference/index.ts';
import {
  type Augmentations,
  type Axis,
  FOV_POLICIES,
  NO_AUGMENTATIONS,
  OPTIMIZERS,
  parseAugmentations,
  type RateSchedule,
  TRAIN_DEFAULTS,
  type TrainOptions,
} from '../../ffn/training/index.ts';
import { textOrFile } from '../inputs/index.ts';
import { type CommonFlags, oneOf, parseInteger, parseNumber } from './verb.ts';

export interface TrainFlags extends CommonFlags {
  readonly config?: string;
  readonly trainCoords: string;
  readonly dataVolumes: string;
  readonly labelVolumes: string;
  readonly relabel?: string;
  readonly unmapped: string;
  readonly modelName: string;
  readonly modelArgs?: string;
  readonly init?: string;
  readonly trainDir: string;
  readonly batchSize: string;
  readonly maxSteps: string;
  readonly seedPad: string;
  readonly threshold: string;
  readonly fovPolicy: string;
  readonly fovMoves: string;
  readonly shuffleMoves: boolean;
  readonly imageMean?: string;
  readonly imageStddev?: string;
  readonly imageOffsetScaleMap?: string;
  readonly permutableAxes: string;
  readonly reflectableAxes: string;
  readonly augmentations?: string;
  readonly optimizer: string;
  readonly learningRate: string;
  readonly learningRateDecayFactor?: string;
  readonly decaySteps?: string;
  readonly momentum: string;
  readonly rmspropDecay: string;
  readonly adamBeta1: string;
  readonly adamBeta2: string;
  readonly epsilon: string;
  readonly maxGradientEntryMag: string;
  readonly averageDecay: string;
  readonly seed: string;
  readonly summaryRateSecs: string;
  readonly tensorboard?: string;
  readonly checkpointSeconds: string;
  readonly device: string;
  readonly parallel?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

const NOTES = `
The last of three steps of training: partitions, coordinates, train. Flags are those of FFN's train.py, but for those that spread its work
over machines. The folder gets a state, from which the same command goes on; models, which segment takes; and a log, one line of JSON at a time.

Example:
  floodlight train --train_coords tf_record_file --data_volumes validation1:grayscale.h5:raw --label_volumes validation1:groundtruth.h5:stack \\
    --model_args '{"depth": 12, "fov_size": [33, 33, 33], "deltas": [8, 8, 8]}' --image_mean 128 --image_stddev 33`;

const { optimizer: OPTIMIZER } = TRAIN_DEFAULTS;

/** Declares the flags of `train`. */
export function declareTrainFlags(verb: Command): Command {
  return declareTuning(verb)
    .option('--config <file>', 'YAML or JSON object of flags by their names; the command line counts more')
    .option('--train-coords <files>', 'TFRecord files between commas; globs, NAME@N')
    .option('--data-volumes <NAME:FILE:DATASET,…>', 'images, by the names in the coordinates')
    .option('--label-volumes <NAME:FILE:DATASET,…>', 'their labels, by the same names')
    .option('--relabel <FILE:TABLE>', 'replace labels first, such as supervoxel -> body')
    .option('--unmapped <how>', 'labels without a row in the table: fail, keep or zero', 'fail')
    .option('--model-name <class>', 'the one there is', 'convstack_3d.ConvStack3DFFNModel')
    .option('--model-args <json>', 'depth, features, fov_size and deltas; default those of --init')
    .option('--init <model>', 'begin with its weights: .safetensors, .onnx or a TensorFlow checkpoint')
    .option('--train-dir <folder>', 'state, models and log', 'train_dir')
    .option('--image-mean <grey>', 'grey value that becomes 0; default that of --init')
    .option('--image-stddev <grey>', 'grey values that become 1; default that of --init')
    .option('--image-offset-scale-map <NAME:MEAN:STDDEV,…>', 'the same for each volume')
    .option('--summary-rate-secs <s>', 'between lines of the log', '120')
    .option('--tensorboard <folder>', 'write the same numbers as events for TensorBoard')
    .option('--checkpoint-seconds <s>', 'between checkpoints', '300')
    .option('--device <name>', 'auto (a GPU, else the CPU), webgpu, cpu or software', 'auto')
    .option('--parallel <n>', 'threads of the CPU; default one a core, as far as memory and --batch-size go')
    .option('--dry-run', 'say what it would take, and train nothing')
    .option('--force', 'begin anew in a folder where a run has begun')
    .addHelpText('after', NOTES);
}

/** What decides how weights change. */
function declareTuning(verb: Command): Command {
  const { symmetries } = TRAIN_DEFAULTS;
  return verb
    .option('--batch-size <n>', 'examples of a step', `${TRAIN_DEFAULTS.batchSize}`)
    .option('--max-steps <n>', 'of all runs in the folder together', '10000')
    .option('--seed-pad <p>', 'probability where nothing was predicted', `${TRAIN_DEFAULTS.seedPad}`)
    .option('--threshold <p>', 'probability from which on to move', `${TRAIN_DEFAULTS.threshold}`)
    .option('--fov-policy <name>', FOV_POLICIES.join(' or '), TRAIN_DEFAULTS.policy)
    .option('--fov-moves <n>', 'moves in each direction', `${TRAIN_DEFAULTS.fovMoves}`)
    .option('--shuffle-moves', 'fixed moves in a random order (the default)')
    .option('--no-shuffle-moves', 'fixed moves in their order')
    .option('--permutable-axes <axes>', '0 is z, 1 is y, 2 is x; "" for none', symmetries.permutable.join())
    .option('--reflectable-axes <axes>', 'the same', symmetries.reflectable.join())
    .option(
      '--augmentations <json|file>',
      'damage done to sections: misalignment, missing_section, out_of_focus, contrast',
    )
    .option('--optimizer <name>', OPTIMIZERS.join(', '), OPTIMIZER.name)
    .option('--learning-rate <r>', 'at the beginning', `${TRAIN_DEFAULTS.schedule.rate}`)
    .option('--learning-rate-decay-factor <f>', 'multiplies the rate every --decay-steps')
    .option('--decay-steps <n>', 'see there')
    .option('--momentum <m>', 'of momentum and rmsprop', `${OPTIMIZER.momentum}`)
    .option('--rmsprop-decay <d>', 'of rmsprop', `${OPTIMIZER.rmspropDecay}`)
    .option('--adam-beta1 <b>', 'of adam', `${OPTIMIZER.adamBeta1}`)
    .option('--adam-beta2 <b>', 'of adam', `${OPTIMIZER.adamBeta2}`)
    .option('--epsilon <e>', 'of adam and rmsprop', `${OPTIMIZER.epsilon}`)
    .option(
      '--average-decay <d>',
      'models are averages of the weights over about 1 / (1 - d) steps; 0: of one step',
      `${TRAIN_DEFAULTS.averageDecay}`,
    )
    .option('--max-gradient-entry-mag <m>', '0: no limit', `${TRAIN_DEFAULTS.maxGradientEntry}`)
    .option('--seed <n>', 'of all that is random', `${TRAIN_DEFAULTS.seed}`);
}

/** @throws UsageError naming the flag. */
export async function parseTrainOptions(flags: TrainFlags): Promise<TrainOptions> {
  return {
    batchSize: parseInteger('--batch-size', flags.batchSize, [1, 4096]),
    seedPad: parseNumber('--seed-pad', flags.seedPad, [0, 1]),
    threshold: parseNumber('--threshold', flags.threshold, [0, 1]),
    policy: oneOf('--fov-policy', flags.fovPolicy, FOV_POLICIES),
    fovMoves: parseInteger('--fov-moves', flags.fovMoves, [0, 64]),
    shuffleMoves: flags.shuffleMoves,
    symmetries: {
      permutable: parseAxes('--permutable-axes', flags.permutableAxes),
      reflectable: parseAxes('--reflectable-axes', flags.reflectableAxes),
    },
    augmentations: await parseDamage(flags.augmentations),
    optimizer: {
      name: oneOf('--optimizer', flags.optimizer, OPTIMIZERS),
      momentum: parseNumber('--momentum', flags.momentum, [0, 1]),
      rmspropDecay: parseNumber('--rmsprop-decay', flags.rmspropDecay, [0, 1]),
      adamBeta1: parseNumber('--adam-beta1', flags.adamBeta1, [0, 0.999999]),
      adamBeta2: parseNumber('--adam-beta2', flags.adamBeta2, [0, 0.999999999]),
      epsilon: parseNumber('--epsilon', flags.epsilon, [0, 1e6]),
    },
    schedule: parseSchedule(flags),
    maxGradientEntry: parseNumber('--max-gradient-entry-mag', flags.maxGradientEntryMag, [0, 1e30]),
    averageDecay: parseNumber('--average-decay', flags.averageDecay, [0, 0.999999]),
    seed: parseInteger('--seed', flags.seed, [0, 2 ** 32 - 1]),
  };
}

const parseDamage = async (text: string | undefined): Promise<Augmentations> =>
  text === undefined ? NO_AUGMENTATIONS : parseAugmentations(await textOrFile(text, '--augmentations'));

function parseSchedule({ learningRate, learningRateDecayFactor, decaySteps }: TrainFlags): RateSchedule {
  const rate = parseNumber('--learning-rate', learningRate, [0, 1e6]);
  if (learningRateDecayFactor === undefined && decaySteps === undefined) return { rate };
  if (learningRateDecayFactor === undefined || decaySteps === undefined) {
    const subject = '--learning-rate-decay-factor, --decay-steps';
    throw new UsageError({ subject, expected: 'both or none', got: 'one' });
  }
  return {
    rate,
    decayFactor: parseNumber('--learning-rate-decay-factor', learningRateDecayFactor, [0, 1]),
    decaySteps: parseInteger('--decay-steps', decaySteps, [1, Number.MAX_SAFE_INTEGER]),
  };
}

function parseAxes(flag: string, text: string): Axis[] {
  if (text.trim() === '') return [];
  const axes = text.split(',').map((part) => ['0', '1', '2'].indexOf(part.trim()));
  if (axes.every((axis) => axis >= 0)) return axes as Axis[];
  throw new UsageError({ subject: flag, expected: '0, 1 and 2 between commas', got: JSON.stringify(text) });
}

/** The grey values that become 0 and 1, of a volume. */
export type NormalisationOf = (volume: string) => Normalisation;

/**
 * @param known of the model to begin with.
 * @throws UsageError where nothing says them, or both ways do; of the result, for a volume that the map leaves out.
 */
export function parseNormalisation(
  { imageMean, imageStddev, imageOffsetScaleMap }: TrainFlags,
  known: Partial<Normalisation>,
): NormalisationOf {
  const isSaid = imageMean !== undefined || imageStddev !== undefined;
  if (imageOffsetScaleMap !== undefined) {
    const subject = '--image-offset-scale-map';
    if (isSaid) throw new UsageError({ subject, expected: 'no --image-mean beside it', got: 'both' });
    return ofMap(subject, imageOffsetScaleMap);
  }
  const mean = imageMean === undefined ? known.mean : greyOf('--image-mean', imageMean);
  const stddev = imageStddev === undefined ? known.stddev : scaleOf('--image-stddev', imageStddev);
  if (mean !== undefined && stddev !== undefined) return () => ({ mean, stddev });
  throw new UsageError({
    subject: '--image-mean, --image-stddev',
    expected: 'both, or --image-offset-scale-map',
    got: isSaid ? 'one' : 'neither',
    cure: 'FFN takes 128 and 33 for contrast-normalised EM; inference must take the same',
  });
}

function ofMap(flag: string, text: string): NormalisationOf {
  const map = new Map<string, Normalisation>();
  for (const part of text.split(',')) {
    const [, name, mean, stddev] = /^([^:]+):([^:]+):([^:]+)$/.exec(part.trim()) ?? [];
    if (name === undefined || mean === undefined || stddev === undefined)
      throw new UsageError({
        subject: flag,
        expected: 'NAME:MEAN:STDDEV between commas',
        got: JSON.stringify(part),
      });
    map.set(name, { mean: greyOf(flag, mean), stddev: scaleOf(flag, stddev) });
  }
  return (volume) => {
    const found = map.get(volume);
    if (found) return found;
    throw new UsageError({ subject: flag, expected: `a mean and a scale of "${volume}"`, got: 'none' });
  };
}

const MAX_GREY = 3.4e38;
const greyOf = (flag: string, text: string) => parseNumber(flag, text, [-MAX_GREY, MAX_GREY]);
/** 0 would divide by it. */
const scaleOf = (flag: string, text: string) => parseNumber(flag, text, [1e-30, MAX_GREY]);
