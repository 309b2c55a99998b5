import type { MeshPart } from '../../datasets/catalog/index.ts';
import { InvalidDataError } from '../../datasets/errors.ts';
import {
  decodeLegacyFragment,
  decodeLegacyManifest,
  encodeLegacyMeshInfo,
  legacyManifestKey,
} from '../../datasets/precomputed/meshes/index.ts';
import { type Store, throwIfAborted, type WritableStore } from '../../datasets/stores/index.ts';
import { type FetchContext, forEachAtOnce, type PartReport } from './work.ts';

/** Copies legacy meshes: of each segment its fragments, then its manifest, so that a manifest that is there is whole. */
export async function fetchMeshes(
  part: MeshPart,
  { source, target }: { readonly source: Store; readonly target: WritableStore },
  { signal, onProgress }: FetchContext,
): Promise<PartReport> {
  const counts = { objects: 0, present: 0, missing: 0, bytes: 0 };
  await forEachAtOnce(part.ids, async (id) => {
    throwIfAborted(signal, source.name);
    const key = legacyManifestKey(id);
    if (await target.get(key)) counts.present++;
    else {
      const manifest = await source.get(key, { signal });
      if (manifest) counts.bytes += await copyMesh({ key, manifest }, { source, target }, signal);
      else counts.missing++;
    }
    counts.objects++;
    onProgress?.({
      ...{ part: part.name, done: counts.objects, total: part.ids.length, unit: 'meshes' },
      bytes: counts.bytes,
    });
  });
  await target.put('info', encodeLegacyMeshInfo());
  return { part: part.name, folder: target.name, ...counts, objects: counts.objects - counts.missing };
}

/** @returns bytes copied. */
async function copyMesh(
  { key, manifest }: { readonly key: string; readonly manifest: Uint8Array },
  { source, target }: { readonly source: Store; readonly target: WritableStore },
  signal: AbortSignal | undefined,
): Promise<number> {
  let total = manifest.length;
  for (const name of decodeLegacyManifest(manifest, `${source.name}/${key}`)) {
    const subject = `${source.name}/${name}`;
    const bytes = await source.get(name, { signal });
    if (!bytes)
      throw new InvalidDataError({ subject, expected: `a fragment, as ${key} says`, got: 'nothing' });
    decodeLegacyFragment(bytes, subject);
    await target.put(name, bytes);
    total += bytes.length;
  }
  await target.put(key, manifest);
  return total;
}
