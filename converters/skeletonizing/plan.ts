import { type Box, boxOf, xyz } from '../../datasets/geometry/index.ts';
import { bytesOf } from '../../datasets/volume.ts';
import type { SkeletonOptions } from '../skeletons/index.ts';
import type { Parameters } from '../writing/index.ts';

/** Holds what an unfinished run needs to go on, inside the dataset's folder; gone when the skeletons are complete. */
export const WORK_FOLDER = '.floodlight-skeletons';

/** Folder of the skeletons in the dataset. */
export const OUTPUT_FOLDER = 'skeletons';

/** All that threads work by: plain data. */
export interface SkeletonPlan {
  /** Folder of the dataset. */
  readonly folder: string;
  readonly options: SkeletonOptions;
  /** Branches that end before this length, nanometres, are taken away; 0: none. */
  readonly tickNm: number;
  /** Components of labels whose box has more voxels are cut by a fixed grid. */
  readonly maxBoxVoxels: number;
  /** Voxels of a block per axis; does not change what is written. */
  readonly blockVoxels: number;
  /** Only these labels; absent: all but 0. */
  readonly labels?: readonly bigint[];
  /** Folder of SWC files. */
  readonly swc?: string;
}

/** Key of the runs of labels that a block has. */
export const runsKey = (block: number): string => `${WORK_FOLDER}/blocks/${block}.runs`;

/** Key of the skeletons of a group on their way to their shard. */
export const skeletonsKey = (group: number): string => `${WORK_FOLDER}/groups/${group}.skeletons`;

export const shardKey = (name: string): string => `${OUTPUT_FOLDER}/${name}`;

/** Key of the record that a group of labels is done. */
export const recordKey = (group: number): string => `${WORK_FOLDER}/groups/${group}.json`;

/** Blocks between multiples of `step`; x fastest. */
export function blocksOf({ begin, end }: Box, step: number): Box[] {
  const cuts = ([0, 1, 2] as const).map((axis) => {
    const inner: number[] = [];
    for (let at = Math.floor(begin[axis] / step + 1) * step; at < end[axis]; at += step) inner.push(at);
    return [begin[axis], ...inner, end[axis]];
  });
  const boxes: Box[] = [];
  for (let z = 1; z < cuts[2].length; z++) {
    for (let y = 1; y < cuts[1].length; y++) {
      for (let x = 1; x < cuts[0].length; x++) {
        const at = [x, y, z];
        const lower = at.map((k, axis) => cuts[axis][k - 1]);
        const size = at.map((k, axis) => cuts[axis][k] - lower[axis]);
        boxes.push(boxOf(xyz(lower[0], lower[1], lower[2]), xyz(size[0], size[1], size[2])));
      }
    }
  }
  return boxes;
}

/** What an unfinished run must have been begun with: its blocks, too, though they do not change what is written. */
export const runParameters = (parameters: Parameters, { blockVoxels }: SkeletonPlan): Parameters => ({
  ...parameters,
  '--block': blockVoxels,
});

export const asBytes = (text: string): Uint8Array => bytesOf(new TextEncoder().encode(text));
