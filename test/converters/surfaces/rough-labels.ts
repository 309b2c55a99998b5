/** Labels as rough as those of a network: thin parts, holes, voxels that meet in an edge or a corner. */
import { volumeOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import type { WritableStore } from '../../../datasets/stores/index.ts';
import { createRandom } from '../../datasets/support/blocks.ts';

export const BIG = 2n ** 60n + 1n;
export const ROUGH_IDS = [7n, 12n, 99n, BIG];
export const ROUGH_NM = xyz(8, 8, 10);

/** Four labels; 99 is one voxel in the volume's corner, the others touch each other and the volume's faces. */
export function roughLabels(size: Xyz, roughness = 0.5): BigUint64Array {
  const random = createRandom(7);
  const data = new BigUint64Array(volumeOf(size));
  let i = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++) {
        const noise = (random(1000) / 1000) * roughness;
        const height = Math.sin(x / 7) + Math.sin(y / 6) + Math.sin(z / 8) + noise;
        data[i++] = height > 1.4 ? BIG : height > 0.2 ? 7n : height < -1.2 ? 12n : 0n;
      }
    }
  }
  data[0] = 99n;
  return data;
}

export async function writeRough(store: WritableStore, size: Xyz, chunk = 32): Promise<BigUint64Array> {
  const data = roughLabels(size);
  const volume = createMemoryVolume(
    { dataType: 'uint64', size, numChannels: 1, data },
    { origin: xyz(5, -6, 7), voxelSizeNm: ROUGH_NM },
  );
  const spec = { type: 'segmentation', encoding: 'raw', chunkSize: xyz(chunk, chunk, chunk) } as const;
  await writePrecomputed(store, spec, volume);
  return data;
}
