/** What `bench:viewer` shows: FIB-25, made once and kept beside other things that can be thrown away. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertVolume, downsampleDataset, meshDataset } from '../../../converters/jobs/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { openImageStack } from '../../../datasets/images/index.node.ts';
import { createBlock, createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { openNpz } from '../../../datasets/npy/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import type { Volume, VoxelBlock } from '../../../datasets/volume.ts';
import { countLabels } from '../../../datasets/voxels/index.ts';
import { CACHE_DIR, SHARED_DIR } from '../../../scripts/lib/paths.ts';

/** The FIB-25 release says 8 nm. */
const voxelSizeNm = xyz(8, 8, 8);

/** Edge of the blocks that the labels are cut into, so that there are a thousand. */
const PIECE = 50;
const MANY = 1000;

/** Labels by size, the largest first. */
export interface ViewerIds {
  readonly segments: readonly string[];
  /** A thousand. */
  readonly pieces: readonly string[];
}

/** @returns a folder with `image`, `segmentation`, which has meshes, and `pieces`, the largest of which have meshes. */
export async function viewerData(): Promise<ViewerIds & { readonly folder: string }> {
  const folder = join(CACHE_DIR, 'bench-viewer');
  if (!existsSync(folder)) await writeData(folder);
  return { folder, ...(JSON.parse(await readFile(join(folder, 'ids.json'), 'utf8')) as ViewerIds) };
}

async function writeData(folder: string): Promise<void> {
  const building = `${folder}-${process.pid}`;
  const data = process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR;
  const stack = await openImageStack(join(data, 'data/fib25/grayscale_maps'));
  const block = await readPublished(join(data, 'data/fib25/published-segmentation.npz'));
  const pieces = cutLabels(block);
  await write(join(building, 'image'), { ...stack, voxelSizeNm }, 'image');
  await write(join(building, 'segmentation'), createMemoryVolume(block, { voxelSizeNm }), 'segmentation');
  await meshDataset(join(building, 'segmentation'), {});
  await write(join(building, 'pieces'), createMemoryVolume(pieces, { voxelSizeNm }), 'segmentation');
  const ids = { segments: largest(block, block.data.length), pieces: largest(pieces, MANY) };
  await meshDataset(join(building, 'pieces'), { labels: new Set(ids.pieces.map(BigInt)) });
  await writeFile(join(building, 'ids.json'), JSON.stringify(ids));
  await rename(building, folder);
}

/** The 254 published labels of the whole volume. */
async function readPublished(path: string): Promise<VoxelBlock> {
  const { data } = openNpz(await readFile(path), path).read('segmentation');
  return { dataType: 'uint8', size: xyz(250, 250, 250), numChannels: 1, data: data as Uint8Array };
}

async function write(target: string, volume: Volume, type: 'image' | 'segmentation'): Promise<void> {
  await convertVolume(volume, createFileStore(target), { type });
  await downsampleDataset(target, {});
}

/** Every label becomes one for each block it is in. */
function cutLabels({ data, size }: VoxelBlock): VoxelBlock {
  const cut = createBlock('uint32', size);
  const blocks = size.map((n) => Math.ceil(n / PIECE));
  for (let i = 0; i < data.length; i++) {
    const label = Number(data[i]);
    if (label === 0) continue;
    const [x, y, z] = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))];
    const [bx, by, bz] = [x, y, z].map((v) => Math.floor(v / PIECE)) as [number, number, number];
    cut.data[i] = 1 + bx + blocks[0] * (by + blocks[1] * (bz + blocks[2] * label));
  }
  return cut;
}

/** @returns the ids of the largest labels, the largest first. */
function largest(block: VoxelBlock, count: number): string[] {
  const labels = [...countLabels(block)].sort(([, a], [, b]) => b.voxels - a.voxels);
  return labels.slice(0, count).map(([label]) => label);
}
