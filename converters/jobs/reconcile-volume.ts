import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxSize, hullOfBoxes, intersectBoxes, type Xyz } from '../../datasets/geometry/index.ts';
import { createBlock } from '../../datasets/memory-volume.ts';
import {
  type ChunkGrid,
  chunkBox,
  chunkName,
  chunksIn,
  createChunkGrid,
  decodeStoredChunk,
  describePrecomputed,
  encodeBox,
  encodeInfo,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';
import { type Store, throwIfAborted, type WritableStore } from '../../datasets/stores/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import {
  loadPlaced,
  type PlacedLabels,
  type ReconcileOptions,
  reconcileSubvolumes,
} from '../../ffn/analysis/index.ts';

export interface ReconcileJobOptions extends Omit<ReconcileOptions, 'onProgress'> {
  readonly voxelSizeNm: Xyz;
  /** Default 64 x 64 x 64 voxels. */
  readonly chunkSize?: Xyz;
  /** Write over a dataset that is there. */
  readonly overwrite?: boolean;
  readonly onProgress?: (done: number, all: number, unit: 'pairs' | 'subvolumes') => void;
}

export interface ReconcileSummary {
  readonly subvolumes: number;
  readonly objects: number;
  /** Pairs of labels that were joined. */
  readonly joined: number;
  readonly box: Box;
}

/**
 * Joins the objects of overlapping FFN subvolumes and writes them as one precomputed segmentation, uint64.
 * A voxel is its owner's, the subvolume whose side of the middle of the overlap it lies on; what that one left empty is
 * the first other's that has a label there. So an object that nobody could follow up to a border of one is whole.
 * Each subvolume is read once more for the writing; a chunk on a seam is read back and completed. The info comes last.
 * @throws InvalidDataError where the destination holds a dataset; those of `reconcileSubvolumes`.
 */
export async function reconcileVolume(
  source: Store,
  destination: WritableStore,
  options: ReconcileJobOptions,
): Promise<ReconcileSummary> {
  const { signal, onProgress, voxelSizeNm, chunkSize } = options;
  if (!options.overwrite && (await destination.get('info'))) {
    throw new InvalidDataError({
      subject: destination.name,
      expected: 'an empty or new destination',
      got: 'a dataset',
      cure: 'Choose another one, or give --force to overwrite it',
    });
  }
  const result = await reconcileSubvolumes(source, {
    ...options,
    onProgress: (done, all) => onProgress?.(done, all, 'pairs'),
  });
  const { subvolumes, tables, objects, joined } = result;
  const box = hullOfBoxes(subvolumes.map((entry) => entry.box));
  const info = describePrecomputed(
    destination.name,
    { type: 'segmentation', encoding: 'compressed_segmentation', chunkSize, voxelSizeNm },
    { dataType: 'uint64', numChannels: 1, bounds: box, voxelSizeNm, read: neverRead },
  );
  const writer = createSeamWriter(destination, info.scales[0]);
  for (const [i, { corner, owned }] of subvolumes.entries()) {
    throwIfAborted(signal, destination.name);
    const { labels, box: place } = await loadPlaced(source, corner);
    await writer.write({ labels, box: place, owned, table: tables[i]! });
    onProgress?.(i + 1, subvolumes.length, 'subvolumes');
  }
  await writer.fillGaps();
  await destination.put('info', encodeInfo(info));
  return { subvolumes: subvolumes.length, objects, joined, box };
}

const neverRead = () => Promise.reject(new TypeError('only its description is used'));

interface Piece extends PlacedLabels {
  readonly owned: Box;
  /** From labels to ids. */
  readonly table: Uint32Array;
}

interface SeamWriter {
  /** Writes labels as ids: over all there is in the owned box, else where nothing is yet. Background covers nothing. */
  write(piece: Piece): Promise<void>;
  /** Writes the chunks that no subvolume reaches, empty. */
  fillGaps(): Promise<void>;
}

function createSeamWriter(store: WritableStore, scale: ScaleInfo): SeamWriter {
  const { voxelOffset: begin, size } = scale;
  const bounds: Box = { begin, end: [begin[0] + size[0], begin[1] + size[1], begin[2] + size[2]] };
  const grid: ChunkGrid = createChunkGrid(bounds, scale.chunkSizes[0]);
  const written = new Set<string>();

  const chunkAt = async (key: string, box: Box): Promise<VoxelBlock> => {
    const block = createBlock('uint64', boxSize(box));
    // What lies there from before this run is not ours.
    const bytes = written.has(key) ? await store.get(key) : undefined;
    if (!bytes) return block;
    const shape = { ...block, blockSize: scale.compressedSegmentationBlockSize };
    return { ...block, data: await decodeStoredChunk(scale.encoding, bytes, shape, `${store.name}/${key}`) };
  };

  const put = async (key: string, block: VoxelBlock, box: Box): Promise<void> => {
    await store.put(key, await encodeBox(scale, { block, origin: box.begin }, box, { subject: store.name }));
    written.add(key);
  };

  return {
    async write(piece) {
      for (const position of chunksIn(grid, piece.box)) {
        const box = chunkBox(grid, position);
        const common = intersectBoxes(box, piece.box);
        if (!common) continue;
        const key = `${scale.key}/${chunkName(box)}`;
        const block = await chunkAt(key, box);
        paint(block.data as BigUint64Array, box, { piece, common });
        await put(key, block, box);
      }
    },
    async fillGaps() {
      for (const position of chunksIn(grid)) {
        const box = chunkBox(grid, position);
        const key = `${scale.key}/${chunkName(box)}`;
        if (!written.has(key)) await put(key, createBlock('uint64', boxSize(box)), box);
      }
    },
  };
}

interface Painting {
  readonly piece: Piece;
  /** Voxels of both. */
  readonly common: Box;
}

/** Ids fit 32 bits: only the low words are written. */
function paint(target: BigUint64Array, chunk: Box, { piece, common }: Painting): void {
  const { labels, box, owned, table } = piece;
  const words = new Uint32Array(target.buffer, target.byteOffset, 2 * target.length);
  const index = ({ begin, end }: Box, x: number, y: number, z: number): number =>
    ((z - begin[2]) * (end[1] - begin[1]) + y - begin[1]) * (end[0] - begin[0]) + x - begin[0];
  for (let z = common.begin[2]; z < common.end[2]; z++) {
    for (let y = common.begin[1]; y < common.end[1]; y++) {
      const from = index(box, common.begin[0], y, z);
      const to = index(chunk, common.begin[0], y, z);
      const isOwnRow = isWithin(y, owned, 1) && isWithin(z, owned, 2);
      for (let i = 0; i < common.end[0] - common.begin[0]; i++) {
        const id = table[labels[from + i]!]!;
        const word = 2 * (to + i);
        if (id > 0 && (words[word] === 0 || (isOwnRow && isWithin(common.begin[0] + i, owned, 0))))
          words[word] = id;
      }
    }
  }
}

const isWithin = (at: number, { begin, end }: Box, axis: 0 | 1 | 2): boolean =>
  at >= begin[axis] && at < end[axis];
