import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidDataError } from '../../datasets/errors.ts';
import {
  type Box,
  boxSize,
  formatBox,
  hullOfBoxes,
  intersectBoxes,
  type Zyx,
} from '../../datasets/geometry/index.ts';
import { assertInside, copyBox, createBlock } from '../../datasets/memory-volume.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { Volume, VoxelBlock } from '../../datasets/volume.ts';
import { listCorners, loadPlaced } from '../../ffn/analysis/index.ts';
import { findSubvolume, recordedVoxelSize } from '../../ffn/inference/index.ts';
import { openNpzInput } from './npz-input.ts';

const RESULT = /^seg-(-?\d+_){2}-?\d+\.npz$/;
const NUMBER = /^\d+$/;

/** Whether a folder is an output folder of FFN inference: `seg-X_Y_Z.npz` right in it, or in `X/Y/`. */
export function isFfnFolder(folder: string): boolean {
  const has = (path: string, depth: number): boolean =>
    entriesOf(path).some((entry) =>
      entry.isDirectory()
        ? depth > 0 && NUMBER.test(entry.name) && has(join(path, entry.name), depth - 1)
        : RESULT.test(entry.name) && depth !== 1,
    );
  return has(folder, 2);
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

type PlacedVolume = Volume & { readonly warnings?: readonly string[] };

/**
 * An output folder of FFN inference as one volume: its only subvolume as it is, or several that share no voxel, as uint32.
 * Those count from 1 each: the labels of one follow those of the subvolumes before it, by z, y, x of their corners, as
 * `reconcile` numbers them. Between subvolumes labels are 0. The voxel size is that of the run's record.
 * Several are all read once when the folder is opened; at most 512 MB of them stay in memory, and one more.
 * @throws InvalidDataError where subvolumes overlap; those of the reader.
 */
export async function openFfnFolder(folder: string, signal?: AbortSignal): Promise<PlacedVolume> {
  const store = createFileStore(folder);
  const corners = await listCorners(store);
  const [only] = corners;
  const voxelSizeNm = await recordedVoxelSize(store);
  if (only && corners.length === 1) {
    const volume = await openNpzInput(join(folder, (await findSubvolume(store, only)) ?? ''), signal);
    return { ...volume, voxelSizeNm };
  }
  const parts = await survey(store, corners, signal);
  const bounds = hullOfBoxes(parts.map(({ box }) => box));
  const load = createLoader(store);
  return {
    dataType: 'uint32',
    numChannels: 1,
    bounds,
    voxelSizeNm,
    warnings: [
      `${folder}: ${parts.length} subvolumes that share no voxel: labels are numbered on from one to the next, and what crosses a face stays cut`,
    ],
    async read(box, options) {
      assertInside(bounds, box, folder);
      const target = { block: createBlock('uint32', boxSize(box)), origin: box.begin };
      for (const part of parts) {
        const common = intersectBoxes(box, part.box);
        if (!common) continue;
        options?.signal?.throwIfAborted();
        copyBox({ block: await load(part), origin: part.box.begin }, target, common);
      }
      return target.block;
    },
  };
}

interface Part {
  readonly corner: Zyx;
  readonly box: Box;
  /** Added to its labels but 0. */
  readonly offset: number;
}

async function survey(store: Store, corners: readonly Zyx[], signal?: AbortSignal): Promise<Part[]> {
  const parts: Part[] = [];
  let offset = 0;
  for (const corner of corners) {
    signal?.throwIfAborted();
    const { box, labels } = await loadPlaced(store, corner);
    const other = parts.find((part) => intersectBoxes(part.box, box));
    if (other) throw overlapping(store.name, corners.length, [other.box, box]);
    parts.push({ corner, box, offset });
    let most = 0;
    for (let i = 0; i < labels.length; i++) if (labels[i]! > most) most = labels[i]!;
    offset += most;
  }
  return parts;
}

const overlapping = (folder: string, count: number, [a, b]: readonly [Box, Box]): InvalidDataError =>
  new InvalidDataError({
    subject: folder,
    expected: 'one subvolume, or several that share no voxel',
    got: `${count} subvolumes, of which ${formatBox(a)} and ${formatBox(b)} overlap`,
    cure: `Join them first: floodlight reconcile ${folder} OUT --resolution x,y,z`,
  });

const MAX_CACHED_BYTES = 2 ** 29;

/** Reads subvolumes whole, as their files are compressed, and keeps those that were asked for last. */
function createLoader(store: Store): (part: Part) => Promise<VoxelBlock> {
  const cache = new Map<Part, Promise<VoxelBlock>>();
  const bytesOf = ({ box }: Part): number => 4 * boxSize(box).reduce((n, size) => n * size, 1);
  return (part) => {
    const known = cache.get(part);
    cache.delete(part);
    const loading = known ?? loadShifted(store, part);
    loading.catch(() => cache.delete(part));
    let bytes = [...cache.keys()].reduce((sum, kept) => sum + bytesOf(kept), bytesOf(part));
    for (const oldest of cache.keys()) {
      if (bytes <= MAX_CACHED_BYTES) break;
      cache.delete(oldest);
      bytes -= bytesOf(oldest);
    }
    cache.set(part, loading);
    return loading;
  };
}

async function loadShifted(store: Store, { corner, offset }: Part): Promise<VoxelBlock> {
  const { labels, box } = await loadPlaced(store, corner);
  const data = Uint32Array.from(labels);
  for (let i = 0; i < data.length; i++) if (data[i]! > 0) data[i]! += offset;
  return { dataType: 'uint32', size: boxSize(box), numChannels: 1, data };
}
