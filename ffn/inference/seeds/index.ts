export type { SeedContext, SeedPolicy, SeedPolicyState } from './policy.ts';
export { assertSeedPolicy, createSeedPolicy, originDirectories, seedPolicyNames } from './registry.ts';
