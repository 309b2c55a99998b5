/** Seed policies made of others. */
import { invalidArg, objectOf, textArg } from './args.ts';
import type { SeedPolicy, SeedPolicyArgs } from './policy.ts';
import { createSeedList } from './policy.ts';

/** Makes a policy by its name, for the same canvas. */
export type MakeSeedPolicy = (name: string, args: SeedPolicyArgs) => SeedPolicy;

/** ReverseCoords: another policy's seeds, last first; its arguments stand beside `policy_to_reverse`. */
export function reverseCoords(args: SeedPolicyArgs, make: MakeSeedPolicy): SeedPolicy {
  const { policy_to_reverse, ...others } = args;
  const inner = make(textArg({ policy_to_reverse }, 'policy_to_reverse'), others);
  return createSeedList(() => {
    const rows: (readonly [number, number, number])[] = [];
    for (let seed = inner.next(); seed; seed = inner.next()) rows.push(seed);
    return Int32Array.from(rows.reverse().flat());
  });
}

/**
 * SequentialPolicies: `policies`, a list of [name, arguments], one after the other. Each looks at the canvas when its
 * turn comes, so that a later one fills what the earlier ones left.
 */
export function sequentialPolicies(args: SeedPolicyArgs, make: MakeSeedPolicy): SeedPolicy {
  const stages = parseStages(args['policies']).map(([name, own]) => make(name, own));
  let stage = 0;
  return {
    next() {
      for (; stage < stages.length; stage++) {
        const seed = stages[stage].next();
        if (seed) return seed;
      }
      return undefined;
    },
    getState(previous) {
      const current = Math.min(stage, stages.length - 1);
      return { ...stages[current].getState(previous), stage };
    },
    setState(state) {
      stage = state.stage ?? 0;
      if (stage < stages.length) stages[stage].setState({ coords: state.coords, index: state.index });
    },
  };
}

function parseStages(value: unknown): [string, SeedPolicyArgs][] {
  const isStage = (v: unknown): v is [string, unknown?] =>
    Array.isArray(v) && typeof v[0] === 'string' && v.length <= 2;
  if (Array.isArray(value) && value.length > 0 && value.every(isStage)) {
    return value.map(([name, own]) => [name, objectOf(own ?? {}, 'policies')]);
  }
  throw invalidArg('policies', 'a list of [name, arguments]', value);
}
