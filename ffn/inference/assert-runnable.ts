import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxSize, toXyz, type Zyx } from '../../datasets/geometry/index.ts';
import type { NetworkInfo } from '../backends/index.ts';
import { chooseMovement } from './choose-movement.ts';
import { assertSupported } from './open-canvas.ts';
import { resolveOptions } from './options.ts';
import type { InferenceRequest } from './requests/index.ts';
import { assertSeedPolicy } from './seeds/index.ts';

/**
 * Refuses what cannot run before anything is read or written: fields, policies and their arguments, subvolumes too small.
 * @throws UnsupportedError, InvalidDataError naming the field.
 */
export function assertRunnable(
  request: InferenceRequest,
  info: NetworkInfo,
  subvolumes: readonly Box[],
): void {
  assertSupported(request);
  assertSeedPolicy(request.seedPolicy, request.seedPolicyArgs);
  chooseMovement(request, info, resolveOptions(request.inferenceOptions));
  for (const box of subvolumes) assertRoomForFov(box, info.fovSize);
}

/** A field of view that fits nowhere has no seeds: an empty segmentation would look like a result. */
function assertRoomForFov(box: Box, fovSize: Zyx): void {
  const size = boxSize(box);
  const fov = toXyz(fovSize);
  if (size.every((n, axis) => n >= fov[axis as 0 | 1 | 2])) return;
  throw new InvalidDataError({
    subject: 'bounding box',
    expected: `subvolumes no smaller than the network's field of view, ${fov.join(' x ')} voxels`,
    got: size.join(' x '),
    cure: 'Choose a larger box, volume or subvolume',
  });
}
