import { createHash } from 'node:crypto';
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
  const info = JSON.parse(new TextDecoder().decode(await store.get('info'))) as { scales: unknown[] };
  hash.update(JSON.stringify(info.scales[mip]));
  hash.update(await originOf(store));
  return hash.digest('hex');
}
