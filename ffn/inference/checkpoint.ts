/**
 * A run's state in one file, as the original's `.cpoint`: the same keys, with JSON texts where it pickles objects.
 * Source: spec/ffn.md 2.12.
 */
import { CorruptDataError, InvalidDataError } from '../../datasets/errors.ts';
import type { Zyx } from '../../datasets/geometry/index.ts';
import { encodeNpz, type NpyArray, type Npz, openNpz } from '../../datasets/npy/index.ts';
import type { Canvas, OriginInfo, Overlap } from './canvas.ts';
import type { InFlight } from './events.ts';
import type { MovementState } from './movement.ts';
import { isSameRun } from './run-record.ts';
import type { SeedPolicy, SeedPolicyState } from './seeds/index.ts';

/** What JSON holds of a checkpoint. */
interface CheckpointJson {
  /** Of the run that wrote it: another run's state must not be taken for one's own. */
  readonly fingerprint: string;
  readonly inFlight: InFlight;
  readonly maxId: number;
  readonly minPos: Zyx;
  readonly maxPos: Zyx;
  readonly origins: readonly (readonly [number, OriginInfo])[];
  readonly overlaps: readonly (readonly [number, readonly Overlap[]])[];
  readonly seedPolicy: Omit<SeedPolicyState, 'coords'>;
}

/** @returns an NPZ file; logits and moves only where an object is in flight. */
export function encodeCheckpoint(
  canvas: Canvas,
  seeds: SeedPolicy,
  inFlight: InFlight,
  fingerprint: string,
): Uint8Array {
  const { shape, segmentation, seed, probability, minPos, maxPos, maxId } = canvas;
  const isGrowing = inFlight.steps > 0;
  const { coords, ...seedPolicy } = seeds.getState(isGrowing);
  const state: CheckpointJson = {
    fingerprint,
    inFlight,
    maxId,
    minPos,
    maxPos,
    origins: [...canvas.origins],
    overlaps: [...canvas.overlaps],
    seedPolicy,
  };
  const members: Record<string, NpyArray | string> = {
    state: JSON.stringify(state),
    counters: JSON.stringify(canvas.counters.toJSON()),
    segmentation: { dataType: 'int32', shape, data: segmentation },
  };
  if (coords) members['seed_coords'] = { dataType: 'int32', shape: [coords.length / 3, 3], data: coords };
  if (probability) members['seg_qprob'] = { dataType: 'uint8', shape, data: probability };
  if (isGrowing) {
    members['seed'] = { dataType: 'float32', shape, data: seed };
    members['movement_policy'] = JSON.stringify(canvas.movement.getState());
  }
  return encodeNpz(members);
}

/**
 * Puts a stored state into a fresh canvas and its seeds.
 * @returns the object in flight.
 * @throws CorruptDataError where the file is none or does not fit; InvalidDataError where another run wrote it.
 */
export function restoreCheckpoint(
  bytes: Uint8Array,
  { canvas, seeds, fingerprint, subject }: RestoreTarget,
): InFlight {
  const npz = openNpz(bytes, subject);
  const state = parseJson<CheckpointJson>(npz, 'state', subject);
  if (!isSameRun(state.fingerprint, fingerprint)) {
    throw new InvalidDataError({
      subject,
      expected: 'a checkpoint of this request, box and model',
      got: "another run's",
      cure: 'Choose another output folder, or give --force to begin anew',
    });
  }
  canvas.segmentation.set(arrayOf(npz, 'segmentation', canvas.segmentation, subject));
  if (canvas.probability) canvas.probability.set(arrayOf(npz, 'seg_qprob', canvas.probability, subject));
  if (state.inFlight.steps > 0) {
    canvas.seed.set(arrayOf(npz, 'seed', canvas.seed, subject));
    canvas.movement.restoreState(parseJson<MovementState>(npz, 'movement_policy', subject));
  }
  for (const [id, origin] of state.origins) canvas.origins.set(id, origin);
  for (const [id, overlaps] of state.overlaps) canvas.overlaps.set(id, overlaps);
  for (const [name, value] of Object.entries(parseJson<Record<string, number>>(npz, 'counters', subject)))
    canvas.counters.set(name, value);
  canvas.maxId = state.maxId;
  canvas.minPos = state.minPos;
  canvas.maxPos = state.maxPos;
  const coords = npz.names.includes('seed_coords') ? npz.read('seed_coords').data : null;
  seeds.setState({ ...state.seedPolicy, coords: coords instanceof Int32Array ? coords : null });
  return state.inFlight;
}

export interface RestoreTarget {
  readonly canvas: Canvas;
  readonly seeds: SeedPolicy;
  readonly fingerprint: string;
  /** For messages: the file. */
  readonly subject: string;
}

function parseJson<T>(npz: Npz, name: string, subject: string): T {
  const text = npz.readText(name);
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new CorruptDataError({ subject: `${subject}:${name}`, expected: 'JSON', got: 'other text', cause });
  }
}

function arrayOf<T extends Int32Array | Uint8Array | Float32Array>(
  npz: Npz,
  name: string,
  target: T,
  subject: string,
): T {
  const { data, dataType } = npz.read(name);
  if (data.constructor === target.constructor && data.length === target.length) return data as unknown as T;
  throw new CorruptDataError({
    subject: `${subject}:${name}`,
    expected: `${target.length} values of the canvas`,
    got: `${data.length} of ${dataType}`,
  });
}
