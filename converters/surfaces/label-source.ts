import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxSize, intersectBoxes, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { copyBox, createBlock } from '../../datasets/memory-volume.ts';
import {
  type ChunkGrid,
  chunkBox,
  chunkName,
  chunksIn,
  createChunkFetcher,
  decodeStoredChunk,
  openPrecomputed,
} from '../../datasets/precomputed/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';

/** One scale of a segmentation, read so that chunks that are not there can be told from empty ones. */
export interface LabelSource {
  readonly grid: ChunkGrid;
  readonly voxelSizeNm: Xyz;
  /** Of a voxel of the finest scale. */
  readonly finestNm: Xyz;
  /** @returns zeros for chunks that are not there, and the first voxels of these. */
  read(box: Box, signal?: AbortSignal): Promise<{ block: VoxelBlock; missing: Xyz[] }>;
}

const CHUNKS_AT_ONCE = 4;

/** @throws InvalidDataError for an image, or a scale that is not there; those of `openPrecomputed`. */
export async function openLabelSource(store: Store, mip: number): Promise<LabelSource> {
  const dataset = await openPrecomputed(store);
  const { type, dataType, numChannels } = dataset.info;
  if (type !== 'segmentation') throw anImage(store.name, type);
  const scale = dataset.scales[mip];
  if (!scale) {
    const expected = `a scale from 0 to ${dataset.scales.length - 1}`;
    throw new InvalidDataError({ subject: `${store.name}: mip`, expected, got: `${mip}` });
  }
  const grid = dataset.grid(mip);
  const fetch = createChunkFetcher(store, scale, grid);
  const { resolutionNm, encoding, compressedSegmentationBlockSize: blockSize } = scale;
  return {
    grid,
    voxelSizeNm: resolutionNm,
    finestNm: dataset.scales[0].resolutionNm,
    async read(box, signal) {
      const target = { block: createBlock(dataType, boxSize(box), numChannels), origin: box.begin };
      const missing: Xyz[] = [];
      const positions = chunksIn(grid, box);
      const work = async () => {
        for (const position of positions) {
          const covered = chunkBox(grid, position);
          const key = `${scale.key}/${chunkName(covered)}`;
          const bytes = await fetch(position, key, signal);
          if (!bytes) {
            missing.push(covered.begin);
            continue;
          }
          const shape = { dataType, numChannels, size: boxSize(covered), blockSize };
          const data = await decodeStoredChunk(encoding, bytes, shape, `${store.name}/${key}`);
          const block = { dataType, numChannels, size: shape.size, data };
          const common = intersectBoxes(covered, box);
          if (common) copyBox({ block, origin: covered.begin }, target, common);
        }
      };
      await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, work));
      return { block: target.block, missing };
    },
  };
}

/** Position of the block's first own voxel is at least that of its first cell. */
export const isOwnVoxel = (voxel: Xyz, begin: Xyz, origin: Xyz, size: Xyz): boolean =>
  xyz(voxel[0] - begin[0], voxel[1] - begin[1], voxel[2] - begin[2]).every(
    (n, axis) => n >= origin[axis] && n < origin[axis] + size[axis],
  );

const anImage = (subject: string, type: string) =>
  new InvalidDataError({
    subject,
    expected: 'a segmentation',
    got: `an ${type}`,
    cure: 'Meshes are made of labels: convert with --type segmentation',
  });
