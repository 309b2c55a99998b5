export type { SeedContext, SeedPolicy, SeedPolicyState } from './policy.ts';
export { createSeedPolicy, seedPolicyNames } from './registry.ts';
