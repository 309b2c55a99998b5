import type { VolumePart } from '../../datasets/catalog/index.ts';
import { InvalidDataError, isFloodlightError, UsageError } from '../../datasets/errors.ts';
import { type Box, boxSize, formatBox, intersectBoxes } from '../../datasets/geometry/index.ts';
import {
  type ChunkGrid,
  chunkBox,
  chunkName,
  chunksIn,
  createChunkFetcher,
  decodeStoredChunk,
  encodeInfo,
  openPrecomputed,
  type PrecomputedInfo,
  type PrecomputedVolume,
} from '../../datasets/precomputed/index.ts';
import { type Store, throwIfAborted, type WritableStore } from '../../datasets/stores/index.ts';
import { type FetchContext, forEachAtOnce, type PartReport } from './work.ts';

/** The part of a volume that is fetched, and what will be written. */
export interface VolumePlan {
  readonly source: Store;
  readonly dataset: PrecomputedVolume;
  readonly scale: number;
  readonly grid: ChunkGrid;
  /** Whole chunks that hold the box; their names stay as they are at the source. */
  readonly box: Box;
  readonly chunks: number;
  /** Decoded; chunks are stored compressed, so fewer arrive. */
  readonly rawBytes: number;
  /** Of the copy: one scale, its box, unsharded. */
  readonly info: PrecomputedInfo;
}

export interface VolumeChoice {
  /** Voxels of the chosen scale; undefined for all of it. */
  readonly box?: Box;
  /** Number, from 0, or key. */
  readonly scale: string;
}

/** Reads the source's info. @throws UsageError for a scale or box that it does not have. */
export async function planVolume(
  source: Store,
  { box, scale }: VolumeChoice,
  signal?: AbortSignal,
): Promise<VolumePlan> {
  const dataset = await openPrecomputed(source, { signal });
  const index = dataset.scales.findIndex(({ key }, i) => key === scale || `${i}` === scale);
  const chosen = dataset.scales[index];
  if (!chosen) {
    const expected = dataset.scales.map(({ key }, i) => `${i} (${key})`).join(', ');
    throw new UsageError({ subject: '--scale', expected, got: JSON.stringify(scale) });
  }
  const grid = dataset.grid(index);
  const covered = wholeChunks(grid, box ?? grid.bounds);
  const positions = boxSize(covered).map((n, axis) => Math.ceil(n / grid.chunkSize[axis as 0 | 1 | 2]));
  const { numChannels, dataType } = dataset.info;
  const voxels = boxSize(covered).reduce((a, b) => a * b, 1);
  const copy = { ...chosen, size: boxSize(covered), voxelOffset: covered.begin, sharding: undefined };
  return {
    ...{ source, dataset, scale: index, grid, box: covered },
    chunks: positions.reduce((a, b) => a * b, 1),
    rawBytes: voxels * numChannels * (Number(/\d+$/.exec(dataType)?.[0] ?? 8) / 8),
    info: {
      ...dataset.info,
      scales: [{ ...copy, chunkSizes: [grid.chunkSize] }],
      ...{ mesh: undefined, skeletons: undefined, segmentProperties: undefined },
    },
  };
}

/** The box, enlarged to chunks. @throws UsageError where it is outside. */
function wholeChunks(grid: ChunkGrid, box: Box): Box {
  if (!intersectBoxes(grid.bounds, box)) {
    const expected = `a box that meets the volume, ${formatBox(grid.bounds)}`;
    throw new UsageError({ subject: '--box', expected, got: formatBox(box) });
  }
  const low: number[] = [];
  const high: number[] = [];
  for (const axis of [0, 1, 2] as const) {
    const origin = grid.bounds.begin[axis];
    const n = grid.chunkSize[axis];
    low.push(Math.max(origin, origin + Math.floor((box.begin[axis] - origin) / n) * n));
    high.push(Math.min(grid.bounds.end[axis], origin + Math.ceil((box.end[axis] - origin) / n) * n));
  }
  return { begin: low, end: high } as unknown as Box;
}

/**
 * Copies the chunks of a plan as they are stored, each decoded once to see that it is whole, and the info last. Chunks
 * that are there already are not fetched again. Memory: eight chunks.
 * @throws InvalidDataError where the folder holds another box; CorruptDataError for a torn chunk.
 */
export async function fetchVolume(
  plan: VolumePlan,
  target: WritableStore,
  { part, signal, onProgress }: FetchContext & { readonly part: VolumePart },
): Promise<PartReport> {
  const infoBytes = encodeInfo(plan.info);
  await assertSame(target, infoBytes);
  const counts = { objects: 0, present: 0, missing: 0, bytes: 0 };
  const scale = plan.dataset.scales[plan.scale]!;
  const fetchChunk = createChunkFetcher(plan.source, scale, plan.grid);
  const { dataType, numChannels } = plan.dataset.info;
  await forEachAtOnce(chunksIn(plan.grid, plan.box), async (position) => {
    throwIfAborted(signal, plan.source.name);
    const box = chunkBox(plan.grid, position);
    const key = `${scale.key}/${chunkName(box)}`;
    if (await target.get(key, { range: { begin: 0, end: 0 } })) counts.present++;
    else {
      const bytes = await fetchChunk(position, key, signal);
      if (bytes) {
        const shape = { dataType, numChannels, size: boxSize(box) };
        const blockSize = scale.compressedSegmentationBlockSize;
        await assertWhole(scale.encoding, bytes, { ...shape, blockSize }, `${plan.source.name}/${key}`);
        await target.put(key, bytes);
        counts.bytes += bytes.length;
      } else counts.missing++;
    }
    counts.objects = counts.objects + 1;
    onProgress?.({
      ...{ part: part.name, done: counts.objects, total: plan.chunks, unit: 'chunks' },
      bytes: counts.bytes,
    });
  });
  await target.put('info', infoBytes);
  return { part: part.name, folder: target.name, ...counts, objects: counts.objects - counts.missing };
}

/** What nobody here can decode is copied unseen. */
async function assertWhole(...args: Parameters<typeof decodeStoredChunk>): Promise<void> {
  await decodeStoredChunk(...args).catch((error: unknown) => {
    if (!isFloodlightError(error, 'unsupported')) throw error;
  });
}

async function assertSame(target: WritableStore, info: Uint8Array): Promise<void> {
  const existing = await target.get('info');
  if (!existing || Buffer.compare(existing, info) === 0) return;
  throw new InvalidDataError({
    subject: target.name,
    expected: 'an empty folder, or the same box of the same volume',
    got: 'another dataset',
    cure: 'Choose another folder, or delete this one',
  });
}
