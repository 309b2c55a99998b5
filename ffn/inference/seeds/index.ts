export type { SeedContext, SeedPolicy, SeedPolicyState } from './policy.ts';
export { createSeedPolicy, originDirectories, seedPolicyNames } from './registry.ts';
