import type { FuzzTarget } from '../target.ts';
import { checkpointTargets } from './checkpoint.ts';
import { codecTargets } from './codecs.ts';
import { fileTargets } from './files.ts';
import { objectTargets } from './objects.ts';
import { pathTargets } from './paths.ts';
import { precomputedTargets } from './precomputed.ts';
import { singleMeshTargets } from './single-meshes.ts';

/** Every decoder of untrusted bytes. A new one is added here. */
export async function createTargets(): Promise<readonly FuzzTarget[]> {
  const lists = [
    codecTargets(),
    precomputedTargets(),
    objectTargets(),
    fileTargets(),
    pathTargets(),
    checkpointTargets(),
    singleMeshTargets(),
  ];
  return (await Promise.all(lists)).flat();
}
