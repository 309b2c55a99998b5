import { scaledVolumeOf } from '../../one-scale.ts';
import type { Source } from '../../source.ts';
import type { Store } from '../../stores/index.ts';
import { openMrc } from '../volume.ts';

/** An MRC, REC, MAP or ST file as a source like others: one scale, read by ranges. @throws those of `openMrc`. */
export async function openMrcSource(store: Store, key: string): Promise<Source> {
  const volume = await openMrc(store, key);
  return { format: 'mrc', title: 'MRC', volume: scaledVolumeOf(volume, 'raw'), warnings: volume.warnings };
}
