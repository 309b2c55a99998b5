import { InvalidDataError, UnsupportedError } from '../../../datasets/errors.ts';
import { UNRESTRICTED } from '../restrictor.ts';
import { objectOf } from './args.ts';
import { type MakeSeedPolicy, reverseCoords, sequentialPolicies } from './combine.ts';
import {
  createSeedList,
  dropNearFaces,
  type SeedContext,
  type SeedCoordinates,
  type SeedPolicy,
  type SeedPolicyArgs,
} from './policy.ts';
import { policyDenseSeeds } from './policy-dense-seeds.ts';
import { policyFillEmptySpace } from './policy-fill-empty-space.ts';
import { policyGrid2d, policyGrid3d } from './policy-grid.ts';
import { policyImagePeaks2dDisk, policyImagePeaks3d2d, policyMaxPeaks } from './policy-image-peaks.ts';
import { policyInvertOrigins } from './policy-invert-origins.ts';
import { policyMax } from './policy-max.ts';
import { policyPeaks, policyPeaks2d } from './policy-peaks.ts';

/** Seed policies by the class name a request gives. */
const POLICIES: Readonly<Record<string, SeedCoordinates>> = {
  PolicyPeaks: policyPeaks,
  PolicyPeaks2d: policyPeaks2d,
  PolicyFillEmptySpace: policyFillEmptySpace,
  PolicyMax: policyMax,
  PolicyMaxPeaks: policyMaxPeaks,
  PolicyImagePeaks3D2D: policyImagePeaks3d2d,
  PolicyImagePeaks2DDisk: policyImagePeaks2dDisk,
  PolicyGrid3d: policyGrid3d,
  PolicyGrid2d: policyGrid2d,
  PolicyInvertOrigins: policyInvertOrigins,
  // What the original's manual calls it.
  PolicyInverseOrigins: policyInvertOrigins,
  PolicyDenseSeeds: policyDenseSeeds,
};

/** Policies made of others. */
const COMBINED: Readonly<Record<string, (args: SeedPolicyArgs, make: MakeSeedPolicy) => SeedPolicy>> = {
  ReverseCoords: reverseCoords,
  SequentialPolicies: sequentialPolicies,
};

/** Class names that `createSeedPolicy` knows. */
export const seedPolicyNames = (): string[] => [...Object.keys(POLICIES), ...Object.keys(COMBINED)];

/**
 * @param name the request's `seed_policy`, with or without its module.
 * @param argsJson its `seed_policy_args`: a JSON object, or nothing. Policies ignore arguments they do not know.
 * @throws UnsupportedError for a name nobody registered; InvalidDataError where the arguments are no JSON object, or,
 *   when the first seed is asked for, where one is not what its policy takes.
 */
export function createSeedPolicy(name: string, context: SeedContext, argsJson = ''): SeedPolicy {
  return makePolicy(context, name, parseArgs(argsJson));
}

function makePolicy(context: SeedContext, name: string, args: SeedPolicyArgs): SeedPolicy {
  const bare = name.slice(name.lastIndexOf('.') + 1);
  if (Object.hasOwn(COMBINED, bare)) {
    return COMBINED[bare](args, (inner, own) => makePolicy(context, inner, own));
  }
  if (!Object.hasOwn(POLICIES, bare)) throw unknownPolicy(name);
  const { shape, margin } = context;
  return createSeedList(() => dropNearFaces(POLICIES[bare](context, args), shape, margin));
}

/**
 * Looks whether a policy, and those it is made of, are there, before an image is.
 * @throws as `createSeedPolicy`.
 */
export function assertSeedPolicy(name: string, argsJson = ''): void {
  createSeedPolicy(name, NOTHING, argsJson);
}

/** Policies look at their context when the first seed is asked for. */
const NOTHING: SeedContext = {
  image: new Float32Array(0),
  shape: [0, 0, 0],
  segmentation: new Int32Array(0),
  margin: [0, 0, 0],
  voxelSize: [1, 1, 1],
  restrictor: UNRESTRICTED,
};

/** The directories whose origins a policy, or one inside it, asks for as `earlierOrigins`. */
export function originDirectories(name: string, argsJson = ''): string[] {
  const found: string[] = [];
  const visit = (inner: string, args: SeedPolicyArgs): void => {
    if (/(^|\.)PolicyInver(t|se)Origins$/.test(inner)) found.push(String(args['segmentation_dir']));
    const { policy_to_reverse: reversed, policies: stages, ...others } = args;
    if (typeof reversed === 'string') visit(reversed, others);
    for (const stage of Array.isArray(stages) ? stages : []) {
      if (Array.isArray(stage)) visit(String(stage[0]), objectOf(stage[1] ?? {}, 'policies'));
    }
  };
  visit(name, parseArgs(argsJson));
  return found;
}

function unknownPolicy(name: string): UnsupportedError {
  return new UnsupportedError({
    subject: 'seed_policy',
    expected: `one of ${seedPolicyNames().join(', ')}`,
    got: JSON.stringify(name),
    cure: 'Set seed_policy to a policy this program has.',
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
  throw new InvalidDataError({ subject: 'seed_policy_args', expected: 'a JSON object', got: json });
}
