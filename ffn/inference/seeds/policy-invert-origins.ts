import { MissingError } from '../../../datasets/errors.ts';
import { textArg } from './args.ts';
import type { SeedContext, SeedPolicyArgs } from './policy.ts';

/**
 * PolicyInvertOrigins: the seeds of an earlier segmentation of the same subvolume, the last object first. What grew
 * first there grows last here, so that a consensus of both shows where order decided.
 * @returns [n, 3] zyx.
 * @throws MissingError where the caller did not load the origins of `segmentation_dir`.
 */
export function policyInvertOrigins({ earlierOrigins }: SeedContext, args: SeedPolicyArgs): Int32Array {
  const directory = textArg(args, 'segmentation_dir');
  const origins = earlierOrigins?.get(directory);
  if (!origins) {
    throw new MissingError({
      subject: 'seed_policy_args.segmentation_dir',
      expected: `a segmentation of this subvolume in ${directory}`,
      got: 'none',
    });
  }
  const descending = [...origins].sort(([a], [b]) => b - a);
  return Int32Array.from(descending.flatMap(([, { startZyx }]) => startZyx));
}
