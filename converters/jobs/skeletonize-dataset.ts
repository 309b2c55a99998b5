import { MissingError } from '../../datasets/errors.ts';
import { type Box, boxOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { encodeSkeleton, encodeSkeletonInfo, RADIUS } from '../../datasets/precomputed/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import { encodeSwc } from '../../datasets/swc/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import {
  joinPieces,
  removeTicks,
  rootedForest,
  SKELETON_DEFAULTS,
  type Skeleton,
  type SkeletonOptions,
  skeletonizeBlock,
} from '../skeletons/index.ts';
import { nameFolder, openLabels } from './label-dataset.ts';

export interface SkeletonizeOptions extends Partial<SkeletonOptions> {
  /** Only these labels; default all but 0. */
  readonly labels?: ReadonlySet<bigint>;
  /** Branches that end before this length, nanometres, are taken away. Default 0: none. */
  readonly tickNm?: number;
  /** Voxels of a block per axis; they set the result's seams, and memory: about 24 bytes a voxel. Default 256. */
  readonly blockVoxels?: number;
  /** Where `<id>.swc` goes; default nowhere. */
  readonly swc?: WritableStore;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneBlocks: number, allBlocks: number) => void;
}

/** What was written. */
export interface SkeletonizeSummary {
  /** In ascending order. */
  readonly labels: readonly bigint[];
  /** Labels that are too small for a skeleton. */
  readonly skipped: readonly bigint[];
  readonly vertices: number;
  /** Length of all skeletons, nanometres. */
  readonly lengthNm: number;
}

const FOLDER = 'skeletons';

/**
 * Writes one skeleton for each label of the finest scale, with the radius of every vertex, then names their folder in the
 * dataset's `info`. Blocks are aligned to coordinate 0, and neighbours share a plane: a dataset has the same skeletons
 * whatever its bounds' corner is cut to.
 * Memory: one block, and the skeletons of all labels.
 * @throws InvalidDataError for an image; MissingError for a label that is not there.
 */
export async function skeletonizeDataset(
  store: WritableStore,
  options: SkeletonizeOptions = {},
): Promise<SkeletonizeSummary> {
  const volume = await openLabels(store, 'Skeletons');
  const voxelSizeNm = volume.voxelSizeNm ?? xyz(1, 1, 1);
  const { pieces, voxels } = await collectPieces(volume, voxelSizeNm, options);
  assertFound(store.name, options.labels, voxels);
  const minVoxels = options.minVoxels ?? SKELETON_DEFAULTS.minVoxels;
  const isLarge = (label: bigint) => pieces.has(label) && (voxels.get(label) ?? 0) >= minVoxels;
  const met = [...voxels.keys()].sort((a, b) => (a < b ? -1 : 1));
  const labels = met.filter(isLarge);
  let [vertices, lengthNm] = [0, 0];
  for (const label of labels) {
    options.signal?.throwIfAborted();
    const joined = joinPieces(pieces.get(label) ?? []);
    const skeleton = removeTicks(joined, voxelSizeNm, options.tickNm ?? 0);
    const { positions, edges, radiiNm } = skeleton;
    await store.put(
      `${FOLDER}/${label}`,
      encodeSkeleton({ positions, edges, attributes: [radiiNm] }, [RADIUS]),
    );
    const swc = { title: `label ${label}`, ...rootedForest(skeleton, voxelSizeNm) };
    await options.swc?.put(`${label}.swc`, new TextEncoder().encode(encodeSwc(swc)));
    vertices += radiiNm.length;
    lengthNm += lengthOf(skeleton, voxelSizeNm);
  }
  const [x, y, z] = voxelSizeNm;
  const transform = [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0];
  await store.put(`${FOLDER}/info`, encodeSkeletonInfo({ transform, attributes: [RADIUS] }));
  await nameFolder(store, 'skeletons', FOLDER);
  return { labels, skipped: met.filter((label) => !isLarge(label)), vertices, lengthNm };
}

async function collectPieces(volume: Volume, voxelSizeNm: Xyz, options: SkeletonizeOptions) {
  const { labels, blockVoxels = 256, signal, onProgress } = options;
  const settings = { ...SKELETON_DEFAULTS, ...defined(options) };
  const pieces = new Map<bigint, Skeleton[]>();
  const voxels = new Map<bigint, number>();
  const blocks = blocksOf(volume.bounds, blockVoxels);
  for (const [i, box] of blocks.entries()) {
    signal?.throwIfAborted();
    const block = await volume.read(box, { signal });
    const sharedFaces = ([0, 1, 2] as const).flatMap((axis) => [
      ...(box.begin[axis] > volume.bounds.begin[axis] ? [{ axis, isUpper: false }] : []),
      ...(box.end[axis] < volume.bounds.end[axis] ? [{ axis, isUpper: true }] : []),
    ]);
    const input = { block, begin: box.begin, voxelSizeNm, sharedFaces, labels };
    const found = skeletonizeBlock(input, settings);
    for (const [label, count] of found.voxels) voxels.set(label, (voxels.get(label) ?? 0) + count);
    for (const [label, list] of found.pieces) {
      const known = pieces.get(label);
      if (known) known.push(...list);
      else pieces.set(label, list);
    }
    onProgress?.(i + 1, blocks.length);
  }
  return { pieces, voxels };
}

/** Blocks between multiples of `step`, each with the first plane of the next one. */
function blocksOf({ begin, end }: Box, step: number): Box[] {
  const cuts = ([0, 1, 2] as const).map((axis) => {
    const inner: number[] = [];
    for (let at = Math.floor(begin[axis] / step + 1) * step; at < end[axis] - 1; at += step) inner.push(at);
    return [begin[axis], ...inner, end[axis]];
  });
  const boxes: Box[] = [];
  for (let z = 1; z < cuts[2].length; z++) {
    for (let y = 1; y < cuts[1].length; y++) {
      for (let x = 1; x < cuts[0].length; x++) {
        const at = [x, y, z];
        const lower = at.map((k, axis) => cuts[axis][k - 1]);
        const upper = at.map((k, axis) => Math.min(cuts[axis][k] + 1, end[axis as 0 | 1 | 2]));
        boxes.push(
          boxOf(
            xyz(lower[0], lower[1], lower[2]),
            xyz(upper[0] - lower[0], upper[1] - lower[1], upper[2] - lower[2]),
          ),
        );
      }
    }
  }
  return boxes;
}

/** Options that are given; `undefined` must not hide a default. */
function defined(options: SkeletonizeOptions): Partial<SkeletonOptions> {
  const names = Object.keys(SKELETON_DEFAULTS) as (keyof SkeletonOptions)[];
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

function lengthOf({ positions, edges }: Skeleton, voxelSizeNm: Xyz): number {
  let sum = 0;
  for (let i = 0; i < edges.length; i += 2) {
    let square = 0;
    for (const axis of [0, 1, 2] as const) {
      square +=
        ((positions[3 * edges[i] + axis] - positions[3 * edges[i + 1] + axis]) * voxelSizeNm[axis]) ** 2;
    }
    sum += Math.sqrt(square);
  }
  return sum;
}

function assertFound(
  subject: string,
  wanted: ReadonlySet<bigint> | undefined,
  met: ReadonlyMap<bigint, number>,
): void {
  const absent = [...(wanted ?? [])].filter((label) => !met.has(label));
  if (absent.length === 0) return;
  throw new MissingError({ subject, expected: `voxels of label ${absent.join(', ')}`, got: 'none' });
}
