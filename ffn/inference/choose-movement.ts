import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { type Zyx, zyx } from '../../datasets/geometry/index.ts';
import type { NetworkInfo } from '../backends/index.ts';
import { createFaceMaxPolicy, type MovementPolicy } from './movement.ts';
import type { CanvasOptions } from './options.ts';
import type { InferenceRequest } from './requests/index.ts';

/** Class names of the one policy there is: unset, bare, and with its module. */
const FACE_MAX = /^(|(.*\.)?FaceMaxMovementPolicy)$/;

/**
 * The movement policy a request names, with its arguments over the network's deltas and the move threshold.
 * @throws UnsupportedError for another class, InvalidDataError for arguments it does not take.
 */
export function chooseMovement(
  request: Pick<InferenceRequest, 'movementPolicyName' | 'movementPolicyArgs'>,
  info: NetworkInfo,
  options: CanvasOptions,
): MovementPolicy {
  const { movementPolicyName, movementPolicyArgs } = request;
  if (!FACE_MAX.test(movementPolicyName)) {
    throw new UnsupportedError({
      subject: 'movement_policy_name',
      expected: 'FaceMaxMovementPolicy',
      got: movementPolicyName,
    });
  }
  const { deltas, score_threshold: scoreLogit, ...others } = parseArgs(movementPolicyArgs);
  const unknown = Object.keys(others);
  if (unknown.length > 0) throw invalid('deltas, score_threshold', unknown.join(', '));
  return createFaceMaxPolicy({
    fovSize: info.fovSize,
    deltas: deltas === undefined ? info.deltas : parseDeltas(deltas, info.fovSize),
    scoreLogit: scoreLogit === undefined ? options.moveScoreLogit : parseNumber(scoreLogit),
  });
}

function parseArgs(json: string): Record<string, unknown> {
  if (json.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid('a JSON object', json);
}

/** Faces beyond the field of view would be read from its neighbours in memory. */
function parseDeltas(value: unknown, fovSize: Zyx): Zyx {
  const fits = (v: unknown, i: number): boolean =>
    Number.isInteger(v) && (v as number) >= 0 && 2 * (v as number) < fovSize[i as 0 | 1 | 2];
  if (Array.isArray(value) && value.length === 3 && value.every(fits))
    return zyx(value[0], value[1], value[2]);
  throw invalid('deltas of three integers (z, y, x) inside the field of view', JSON.stringify(value));
}

function parseNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  throw invalid('score_threshold to be a number', JSON.stringify(value));
}

function invalid(expected: string, got: string): InvalidDataError {
  return new InvalidDataError({ subject: 'movement_policy_args', expected, got });
}
