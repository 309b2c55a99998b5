/** The data that both viewers show: made here by the project's phantoms, nothing else is needed. */
import { join } from 'node:path';
import { convertVolume, downsampleDataset } from '../../converters/jobs/index.ts';
import { placeVolume } from '../../converters/transforms/index.ts';
import { mapXyz, xyz } from '../../datasets/geometry/index.ts';
import { createBlock, createMemoryVolume } from '../../datasets/memory-volume.ts';
import { createCellPhantom, createPhantom } from '../../datasets/phantom/index.ts';
import {
  encodeInfo,
  openPrecomputed,
  type PrecomputedInfo,
  type PrecomputedVolume,
  writePrecomputed,
} from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';

const VOXEL_NM = xyz(8, 8, 20);
const CHUNK = xyz(32, 32, 16);

/**
 * Writes `em`, a small picture with noise in four scales of long voxels; `labels` and `flat`, larger and without noise; and
 * `cells`, the same labels with small voxels off the origin, in one scale of plain samples.
 */
export async function writeData(folder: string): Promise<void> {
  const { image } = createPhantom({ style: 'em', size: xyz(64, 56, 32), voxelSizeNm: VOXEL_NM, seed: 3 });
  await writePyramid(join(folder, 'em'), image, 'image');
  const { labels, voxelSizeNm } = createCellPhantom({ size: xyz(160, 128, 64), seed: 5 });
  const long = createMemoryVolume(labels, { voxelSizeNm: VOXEL_NM });
  await writePyramid(join(folder, 'labels'), long, 'segmentation');
  await writeFlat(join(folder, 'labels'), join(folder, 'flat'));
  const cells = placeVolume(long, { origin: xyz(20, -8, 12), voxelSizeNm });
  const options = { type: 'segmentation', encoding: 'raw', chunkSize: xyz(48, 40, 24) } as const;
  await writePrecomputed(createFileStore(join(folder, 'cells')), options, cells);
}

async function writePyramid(target: string, volume: Volume, type: 'image' | 'segmentation'): Promise<void> {
  await convertVolume(volume, createFileStore(target), { type, chunkSize: CHUNK });
  await downsampleDataset(target, { chunkSize: CHUNK, parallel: 1 });
}

/** One grey a label, in every scale alike: but for the borders of labels no two neighbours differ by more than 1. */
async function writeFlat(labels: string, target: string): Promise<void> {
  const store = createFileStore(target);
  const source = await openPrecomputed(createFileStore(labels));
  let info: PrecomputedInfo | undefined;
  for (let scale = 0; scale < source.scales.length; scale++) {
    const volume = await paint(source, scale);
    const written = await writePrecomputed(
      store,
      { type: 'image', encoding: 'raw', chunkSize: CHUNK },
      volume,
    );
    info = { ...written, scales: [...(info?.scales ?? []), ...written.scales] };
  }
  if (info) await store.put('info', encodeInfo(info));
}

async function paint(source: PrecomputedVolume, scale: number): Promise<Volume> {
  const volume = source.volume(scale);
  const { data, size } = await volume.read(volume.bounds);
  const block = createBlock('uint8', size);
  const nm = volume.voxelSizeNm ?? VOXEL_NM;
  for (let i = 0; i < block.data.length; i++) {
    const at = xyz(i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1])));
    const ramp = Math.floor(mapXyz((v, axis) => (v + 0.5) * nm[axis], at).reduce((a, b) => a + b) / RAMP_NM);
    block.data[i] = 30 + 50 * Number(BigInt(data[i]) % 4n) + ramp;
  }
  return createMemoryVolume(block, { voxelSizeNm: nm });
}

/** A step of grey. Longer than the longest way between neighbouring voxels of the coarsest scale. */
const RAMP_NM = 240;
