import { scaledVolumeOf } from '../../one-scale.ts';
import type { Source } from '../../source.ts';
import type { Store } from '../../stores/index.ts';
import { openNifti } from '../volume.ts';

/** A NIfTI file as a source like others: one scale, read by ranges, or whole where it is gzipped. @throws those of `openNifti`. */
export async function openNiftiSource(store: Store, key: string): Promise<Source> {
  const volume = await openNifti(store, key);
  return {
    format: 'nifti',
    title: `NIfTI-${volume.header.version}`,
    volume: scaledVolumeOf(volume, /\.gz$/i.test(key) ? 'gzip' : 'raw'),
    warnings: volume.warnings,
  };
}
