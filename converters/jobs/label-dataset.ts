import { InvalidDataError, MissingError } from '../../datasets/errors.ts';
import {
  countMissingChunks,
  encodeRawInfo,
  openPrecomputed,
  readRawInfo,
} from '../../datasets/precomputed/index.ts';
import type { Store, WritableStore } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';

/**
 * The finest scale of a segmentation.
 * @param what is made of labels, for the message.
 * @throws InvalidDataError for an image.
 */
export async function openLabels(store: Store, what: string): Promise<Volume> {
  const dataset = await openPrecomputed(store);
  if (dataset.info.type === 'segmentation') return dataset.volume(0);
  throw new InvalidDataError({
    subject: store.name,
    expected: 'a segmentation',
    got: `an ${dataset.info.type}`,
    cure: `${what} are made of labels: convert with --type segmentation`,
  });
}

export interface ChunkCheck {
  /** Take what is missing for background. */
  readonly fillMissing?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Refuses a volume with holes: labels would end there, and nobody would know. Names and indices are looked at, no chunk is read.
 * @returns how many chunks of the finest scale are missing; 0 where the store cannot list.
 * @throws MissingError that says how many, but with `fillMissing`.
 */
export async function checkChunks(store: Store, { fillMissing, signal }: ChunkCheck): Promise<number> {
  const dataset = await openPrecomputed(store, { signal });
  const [scale] = dataset.scales;
  const grid = dataset.grid(0);
  const count = await countMissingChunks(store, scale, grid, { box: grid.bounds, signal });
  if (!count || count.missing === 0) return 0;
  if (fillMissing) return count.missing;
  throw new MissingError({
    subject: `${store.name}/${scale.key}`,
    expected: 'all chunks',
    got: `${count.missing} of ${count.all} chunks missing`,
    cure: 'Write them again, or give --fill-missing to take them for background',
  });
}

/** Of a voxel's side: what coordinates may be off by before it is seen. */
const MOST_ROUNDING = 1 / 8;

/**
 * Formats keep vertices in nanometres as float32, which has 24 bits: far from the origin its steps come near to a voxel.
 * @returns a warning where they do.
 */
export async function findFarOffset(store: Store): Promise<string | undefined> {
  const { info } = await openPrecomputed(store);
  const [{ size, voxelOffset, resolutionNm }] = info.scales;
  const far = Math.max(
    ...size.flatMap((n, i) =>
      [voxelOffset[i]!, voxelOffset[i]! + n].map((at) => Math.abs(at * resolutionNm[i]!)),
    ),
  );
  const stepNm = 2 ** (Math.floor(Math.log2(Math.max(far, 1))) - 23);
  if (stepNm <= MOST_ROUNDING * Math.min(...resolutionNm)) return undefined;
  return `warning: ${far} nm from the origin, coordinates in float32 have steps of ${stepNm} nm: meshes and skeletons are rounded to them. Convert with a smaller --offset`;
}

/** Rewrites `info` with a folder named and every other key as it was, unknown ones included. */
export async function nameFolder(
  store: WritableStore,
  key: 'mesh' | 'skeletons' | 'segment_properties',
  folder: string,
): Promise<void> {
  const info = await readRawInfo(store);
  if (info[key] === folder) return;
  await store.put('info', encodeRawInfo({ ...info, [key]: folder }));
}
