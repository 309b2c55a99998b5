import { InvalidDataError, UnsupportedError } from '../../../datasets/errors.ts';
import { createSeedList, type SeedContext, type SeedCoordinates, type SeedPolicy } from './policy.ts';
import { policyPeaks } from './policy-peaks.ts';

/** Seed policies by the class name a request gives. */
const POLICIES: ReadonlyMap<string, SeedCoordinates> = new Map([['PolicyPeaks', policyPeaks]]);

/** Class names that `createSeedPolicy` knows. */
export const seedPolicyNames = (): string[] => [...POLICIES.keys()];

/**
 * @param name the request's `seed_policy`.
 * @param argsJson its `seed_policy_args`: a JSON object, or nothing.
 * @throws UnsupportedError for a name nobody registered, InvalidDataError where the arguments are no JSON object.
 */
export function createSeedPolicy(name: string, context: SeedContext, argsJson = ''): SeedPolicy {
  const coordinates = POLICIES.get(name);
  if (!coordinates) {
    throw new UnsupportedError({
      subject: 'seed_policy',
      expected: `one of ${seedPolicyNames().join(', ')}`,
      got: JSON.stringify(name),
      cure: 'Set seed_policy to a policy this program has.',
    });
  }
  const args = parseArgs(argsJson);
  return createSeedList(() => coordinates(context, args), context.shape, context.margin);
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
