import { createHash } from 'node:crypto';
import { readRawInfo } from '../../datasets/precomputed/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { originOf } from '../provenance/index.ts';
import type { MeshSpec } from './spec.ts';
import type { Parameters } from './work.ts';

/** All that decides about the bytes of a dataset's meshes. */
export const parametersOf = async (store: Store, spec: MeshSpec): Promise<Parameters> => ({
  ...spec,
  labels: spec.labels?.join(),
  source: await fingerprint(store, spec),
});

/** What tells this volume from another one in the same place. */
async function fingerprint(store: Store, { mip }: MeshSpec): Promise<string> {
  const hash = createHash('sha256');
  const { scales } = (await readRawInfo(store)) as { scales?: readonly unknown[] };
  hash.update(JSON.stringify(scales?.[mip]));
  hash.update(await originOf(store));
  return hash.digest('hex');
}
