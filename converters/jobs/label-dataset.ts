import { InvalidDataError } from '../../datasets/errors.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import type { Store, WritableStore } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';

/**
 * The finest scale of a segmentation.
 * @param what is made of labels, for the message.
 * @throws InvalidDataError for an image.
 */
export async function openLabels(store: Store, what: string): Promise<Volume> {
  const dataset = await openPrecomputed(store);
  if (dataset.info.type === 'segmentation') return dataset.volume(0);
  throw new InvalidDataError({
    subject: store.name,
    expected: 'a segmentation',
    got: `an ${dataset.info.type}`,
    cure: `${what} are made of labels: convert with --type segmentation`,
  });
}

/** Rewrites `info` with a folder named and every other key as it was, unknown ones included. */
export async function nameFolder(
  store: WritableStore,
  key: 'mesh' | 'skeletons' | 'segment_properties',
  folder: string,
): Promise<void> {
  const bytes = await store.get('info');
  const info = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  if (info[key] === folder) return;
  await store.put('info', new TextEncoder().encode(JSON.stringify({ ...info, [key]: folder })));
}
