import { scaledVolumeOf } from '../../one-scale.ts';
import type { Source } from '../../source.ts';
import type { Store } from '../../stores/index.ts';
import { openNpy } from '../stream.ts';

/** An NPY file as a source like others: one scale, read by ranges. @throws those of `openNpy`. */
export async function openNpySource(store: Store, key: string): Promise<Source> {
  const volume = await openNpy(store, key);
  return { format: 'npy', title: 'NPY', volume: scaledVolumeOf(volume, 'raw'), warnings: volume.warnings };
}
