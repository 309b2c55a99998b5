import type { FuzzTarget } from '../target.ts';
import { checkpointTargets } from './checkpoint.ts';
import { codecTargets } from './codecs.ts';
import { fileTargets } from './files.ts';
import { objectTargets } from './objects.ts';
import { precomputedTargets } from './precomputed.ts';

/** Every decoder of untrusted bytes. A new one is added here. */
export async function createTargets(): Promise<readonly FuzzTarget[]> {
  const lists = await Promise.all([
    codecTargets(),
    precomputedTargets(),
    objectTargets(),
    fileTargets(),
    checkpointTargets(),
  ]);
  return lists.flat();
}
