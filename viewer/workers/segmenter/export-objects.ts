/** The objects as files that other programs read. */
import { zipSync } from 'fflate';
import { InvalidDataError, TooLargeError } from '../../../datasets/errors.ts';
import { type Box, boxSize, hullOfBoxes, toZyx, volumeOf } from '../../../datasets/geometry/index.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import {
  encodeLegacyFragment,
  encodeLegacyManifest,
  encodeLegacyMeshInfo,
  legacyManifestKey,
} from '../../../datasets/precomputed/meshes/index.ts';
import { createMemoryStore, type WritableStore } from '../../../datasets/stores/index.ts';
import type { Volume } from '../../../datasets/volume.ts';
import { meshOfSegment } from './mesh-segment.ts';
import { segmentsOf } from './object-list.ts';
import type { OpenVolume } from './open-volume.ts';
import type { ExportFormat } from './protocol.ts';
import { segmentChunk } from './segment-chunk.ts';

/** Of an array in memory: 64-bit labels take eight bytes each. */
const MOST_NPZ_VOXELS = 2 ** 27;
/** Chunks that are all background count, too. */
const MOST_VOXELS = 2 ** 33;

/** The earliest date that ZIP has: the same objects give the same bytes. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * The box that holds all objects.
 * @returns a ZIP of a precomputed folder with meshes; or an NPZ of `segmentation` [z, y, x] uint64, `begin_xyz` of its first voxel,
 *   `voxel_size_nm_xyz`, and `objects` as JSON.
 * @throws InvalidDataError where there are no objects, TooLargeError where they are too far apart.
 */
export async function exportObjects(format: ExportFormat, open: OpenVolume): Promise<Uint8Array> {
  const { objects } = open.list;
  if (objects.length === 0)
    throw new InvalidDataError({
      subject: 'export',
      expected: 'objects',
      got: 'none',
      cure: 'Grow one first',
    });
  const box = hullOfBoxes(objects.map(({ bounds }) => bounds));
  assertSize(box, format);
  return format === 'npz' ? exportNpz(open, box) : exportPrecomputed(open, box);
}

function assertSize(box: Box, format: ExportFormat): void {
  const most = format === 'npz' ? MOST_NPZ_VOXELS : MOST_VOXELS;
  if (volumeOf(boxSize(box)) <= most) return;
  throw new TooLargeError({
    subject: `export as ${format}`,
    expected: `objects in a box of at most ${most} voxels`,
    got: boxSize(box).join(' x '),
    ...(format === 'npz' && { cure: 'Export them as precomputed' }),
  });
}

function volumeIn({ labels, list }: OpenVolume, bounds: Box): Volume {
  const segments = segmentsOf(list);
  return {
    dataType: 'uint64',
    numChannels: 1,
    bounds,
    voxelSizeNm: list.place.voxelSizeNm,
    read: async (box) => segmentChunk(await labels.read(box), segments),
  };
}

async function exportNpz(open: OpenVolume, box: Box): Promise<Uint8Array> {
  const { data } = await volumeIn(open, box).read(box);
  const objects = open.list.objects.map((object) => ({ ...object, segment: String(object.segment) }));
  const numbers = (values: readonly number[]) =>
    ({ dataType: 'float64', shape: [3], data: Float64Array.from(values) }) as const;
  return encodeNpz({
    segmentation: { dataType: 'uint64', shape: toZyx(boxSize(box)), data: data as BigUint64Array },
    begin_xyz: numbers(box.begin),
    voxel_size_nm_xyz: numbers(open.list.place.voxelSizeNm),
    objects: JSON.stringify(objects),
  });
}

async function exportPrecomputed(open: OpenVolume, box: Box): Promise<Uint8Array> {
  const store = createMemoryStore('export');
  const spec = { type: 'segmentation', encoding: 'compressed_segmentation', mesh: 'mesh' } as const;
  await writePrecomputed(store, spec, volumeIn(open, box));
  await writeMeshes(open, store);
  const files: Record<string, Uint8Array> = {};
  for await (const key of store.list('')) files[key] = (await store.get(key))!;
  // Labels are compact already; what is left is for the ZIP to find.
  return zipSync(files, { level: 1, mtime: NO_DATE });
}

async function writeMeshes(open: OpenVolume, store: WritableStore): Promise<void> {
  await store.put('mesh/info', encodeLegacyMeshInfo());
  for (const segment of new Set(segmentsOf(open.list).values())) {
    const { originNm, positions, indices } = await meshOfSegment(segment, open, undefined);
    const positionsNm = positions.map((v, i) => v + originNm[(i % 3) as 0 | 1 | 2]);
    await store.put(`mesh/${segment}:0:0`, encodeLegacyFragment({ positionsNm, indices }));
    await store.put(`mesh/${legacyManifestKey(segment)}`, encodeLegacyManifest([`${segment}:0:0`]));
  }
}
