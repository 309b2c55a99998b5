/** A small dataset of every kind, and all of it as our readers see it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { xyz } from '../../datasets/geometry/index.ts';
import { encodeNpz } from '../../datasets/npy/index.ts';
import { createCellPhantom } from '../../datasets/phantom/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createMultiresReader, parseMultiresMeshInfo } from '../../datasets/precomputed/meshes/index.ts';
import { createShardedReader } from '../../datasets/precomputed/sharding/index.ts';
import { decodeSkeleton, parseSkeletonInfo } from '../../datasets/precomputed/skeletons/index.ts';
import type { Store } from '../../datasets/stores/index.ts';

/** `labels.npz` and `image.npz`, array `a` of each, of a cube of cells. */
export async function writePhantom(folder: string, size: number): Promise<void> {
  const { labels, image } = createCellPhantom({ size: xyz(size, size, size), seed: 7 });
  const shape = [size, size, size];
  for (const [name, { data, dataType }] of Object.entries({ labels, image }))
    await writeFile(join(folder, `${name}.npz`), encodeNpz({ a: { dataType, shape, data } as never }));
}

/** Everything our readers make of a dataset: voxels of all scales, one segment's mesh and skeleton. */
export async function readDataset(store: Store) {
  const dataset = await openPrecomputed(store);
  const scales = [];
  for (const [i, { size, voxelOffset: begin }] of dataset.info.scales.entries()) {
    const end = xyz(begin[0] + size[0], begin[1] + size[1], begin[2] + size[2]);
    scales.push((await dataset.volume(i).read({ begin, end })).data);
  }
  const json = async (key: string) => JSON.parse(new TextDecoder().decode(await store.get(key))) as unknown;
  const id = (scales[0] as BigUint64Array).find((label) => label > 0n)!;
  const meshes = createMultiresReader(store, 'mesh', parseMultiresMeshInfo(await json('mesh/info'), 'mesh'));
  const segment = await meshes.open(id);
  assert.ok(segment, `mesh of ${id}`);
  const lods = [];
  for (let lod = 0; lod < segment.manifest.lods.length; lod++) lods.push(await meshes.readLod(segment, lod));
  const info = parseSkeletonInfo(await json('skeletons/info'), 'skeletons');
  const reader = info.sharding && createShardedReader(store, 'skeletons', info.sharding);
  const bytes = reader ? await reader.get(id, { maxBytes: 2 ** 24 }) : await store.get(`skeletons/${id}`);
  assert.ok(bytes, `skeleton of ${id}`);
  return {
    sharded: dataset.info.scales.map(({ sharding }) => sharding !== undefined),
    scales,
    lods,
    skeleton: decodeSkeleton(bytes, info.attributes),
  };
}
