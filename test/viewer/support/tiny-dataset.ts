/** An image and labels of 8 x 8 x 8 voxels in memory, in chunks of 5 x 3 x 4, so that every face has cut chunks. */
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { type PrecomputedSpec, writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { encodeLegacyFragment, encodeLegacyManifest } from '../../../datasets/precomputed/meshes/index.ts';
import { createMemoryStore, type MemoryStore, type WritableStore } from '../../../datasets/stores/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';

const SIZE = xyz(8, 8, 8);
/** The first voxel is not 0, and below it on one axis. */
export const ORIGIN = xyz(2, 0, -3);
const SPEC = { encoding: 'raw', chunkSize: xyz(5, 3, 4), voxelSizeNm: xyz(10, 10, 10) } as const;

/** A label that needs all its 64 bits. */
export const WIDE_LABEL = 720575940600000000n;

/** Grey value at a voxel, in the volume's coordinates: different for all neighbours. */
export const greyAt = ([x, y, z]: Xyz): number => (17 * (x - 2) + 5 * y + 67 * (z + 3)) & 255;

/** Label at a voxel: background at y < 2, a narrow label at x < 5, a wide one elsewhere. */
export const labelAt = ([x, y]: Xyz): bigint => (y < 2 ? 0n : x < 5 ? 1n : WIDE_LABEL);

/** Stores by the address that a layer's source names. */
export async function createTinyStores(): Promise<Map<string, MemoryStore>> {
  const image = createMemoryStore('image');
  const labels = createMemoryStore('labels');
  await writeTiny(image, labels);
  return new Map([
    ['https://tiny.example/image', image],
    ['https://tiny.example/labels', labels],
  ]);
}

/** Writes the image into one store, labels and the mesh of the wide one into the other. */
export async function writeTiny(image: WritableStore, labels: WritableStore): Promise<void> {
  const voxels: Xyz[] = [];
  for (let z = 0; z < 8; z++)
    for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) voxels.push(xyz(x + 2, y, z - 3));
  await write(image, { ...SPEC, type: 'image' }, 'uint8', Uint8Array.from(voxels, greyAt));
  const ids = BigUint64Array.from(voxels, labelAt);
  await write(labels, { ...SPEC, type: 'segmentation', mesh: 'mesh' }, 'uint64', ids);
  await labels.put(`mesh/${WIDE_LABEL}:0`, encodeLegacyManifest(['cube']));
  await labels.put('mesh/cube', encodeLegacyFragment(cube(xyz(20, 0, -30), 80)));
}

async function write(
  store: WritableStore,
  spec: PrecomputedSpec,
  dataType: VoxelBlock['dataType'],
  data: VoxelBlock['data'],
): Promise<void> {
  const block: VoxelBlock = { dataType, numChannels: 1, size: SIZE, data };
  await writePrecomputed(store, spec, createMemoryVolume(block, { origin: ORIGIN }));
}

/** Twelve triangles; corner number bits are x, y, z. */
function cube([x, y, z]: Xyz, side: number) {
  const corners = Array.from({ length: 8 }, (_, i) => [
    x + side * (i & 1),
    y + side * ((i >> 1) & 1),
    z + side * (i >> 2),
  ]);
  const faces = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ] as const;
  const indices = faces.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]);
  return { positionsNm: new Float32Array(corners.flat()), indices: new Uint32Array(indices) };
}
