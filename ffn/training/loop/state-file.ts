/** The state of a run as one safetensors file: tensors `weight:NAME`, `slot:NAME`, `average:NAME`, `seed:WALK`, and JSON. */
import { CorruptDataError, InvalidDataError } from '../../../datasets/errors.ts';
import {
  assertWeightsFit,
  type ConvStack3DConfig,
  decodeSafetensors,
  encodeSafetensors,
  type Weights,
  type WeightTensor,
} from '../../model/index.ts';
import type { TrainerState, WalkState } from './trainer.ts';

/** What decides whether a run may go on with a state; see `identityOf`. */
export type Identity = Readonly<Record<string, string>>;

const FORMAT = 'floodlight-train 1';

/** What stands in JSON. */
interface Header {
  readonly step: number;
  readonly nextExample: number;
  readonly walks: readonly Omit<WalkState, 'seed'>[];
}

export function encodeState(state: TrainerState, identity: Identity): Uint8Array {
  const { step, nextExample, weights, slots, averages, walks } = state;
  const flat = (data: Float32Array): WeightTensor => ({ shape: [data.length], data });
  const tensors = new Map([
    ...[...weights].map(([name, tensor]) => [`weight:${name}`, tensor] as const),
    ...[...slots].map(([name, data]) => [`slot:${name}`, flat(data)] as const),
    ...[...(averages ?? [])].map(([name, tensor]) => [`average:${name}`, tensor] as const),
    ...walks.map(({ seed }, i) => [`seed:${i}`, flat(seed)] as const),
  ]);
  const header: Header = { step, nextExample, walks: walks.map(({ seed, ...rest }) => rest) };
  return encodeSafetensors({
    tensors,
    metadata: { format: FORMAT, state: JSON.stringify(header), identity: JSON.stringify(identity) },
  });
}

export interface StateRules {
  readonly config: ConvStack3DConfig;
  /** Of the run that would go on. */
  readonly identity: Identity;
  /** Voxels of a patch. */
  readonly patchVoxels: number;
}

/**
 * @param subject the file, for messages.
 * @throws CorruptDataError for what is no state; InvalidDataError for one of a run of another identity, naming what differs.
 */
export function decodeState(bytes: Uint8Array, subject: string, rules: StateRules): TrainerState {
  const { tensors, metadata } = decodeSafetensors(bytes, subject);
  if (metadata['format'] !== FORMAT)
    throw corrupt(subject, `format "${FORMAT}"`, metadata['format'] ?? 'none');
  const { step, nextExample, walks } = parse<Header>(metadata['state'], subject);
  assertSame(parse<Identity>(metadata['identity'], subject), rules.identity, subject);
  const weights: Weights = new Map(ofKind(tensors, 'weight:'));
  assertWeightsFit(rules.config, weights);
  const slots = new Map(ofKind(tensors, 'slot:').map(([name, { data }]) => [name, data]));
  const averages: Weights = new Map(ofKind(tensors, 'average:'));
  if (averages.size > 0) assertWeightsFit(rules.config, averages);
  const seeds = new Map(ofKind(tensors, 'seed:'));
  return {
    step,
    nextExample,
    weights,
    slots,
    ...(averages.size > 0 && { averages }),
    walks: walks.map((walk, i) => {
      const seed = seeds.get(`${i}`)?.data;
      if (seed?.length === rules.patchVoxels) return { ...walk, seed };
      throw corrupt(subject, `seed:${i} of ${rules.patchVoxels} voxels`, `${seed?.length ?? 'none'}`);
    }),
  };
}

const ofKind = (tensors: Weights, prefix: string): (readonly [string, WeightTensor])[] =>
  [...tensors].flatMap(([name, tensor]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
  );

function parse<T>(text: string | undefined, subject: string): T {
  try {
    return JSON.parse(text ?? '') as T;
  } catch (cause) {
    throw new CorruptDataError({ subject, expected: 'the state of a run', got: 'other metadata', cause });
  }
}

function assertSame(kept: Identity, asked: Identity, subject: string): void {
  const different = Object.keys(asked).filter((name) => kept[name] !== asked[name]);
  const [name] = different;
  if (name === undefined) return;
  throw new InvalidDataError({
    subject: `${subject}: --${name}`,
    expected: `${kept[name] ?? 'none'}, with which the run began`,
    got: `${asked[name]}`,
    cure: 'Take another --train_dir, with --init MODEL for these weights, or --force to begin anew here',
  });
}

const corrupt = (subject: string, expected: string, got: string) =>
  new CorruptDataError({ subject, expected, got });
