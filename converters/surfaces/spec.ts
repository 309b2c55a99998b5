/** Folder of the meshes, in the dataset. */
export const MESH_FOLDER = 'mesh';
/** Holds what an unfinished run needs to go on, inside the dataset; gone when the meshes are complete. */
export const WORK_FOLDER = '.floodlight-mesh';

export type MeshFormat = 'multires' | 'legacy';

/** All that decides about what is written, as plain data: every thread and every part of a run makes the same plan of it. */
export interface MeshSpec {
  /** Which scale of the dataset is meshed; 0 is the finest. */
  readonly mip: number;
  readonly format: MeshFormat;
  /** Multi-resolution meshes only: many objects in one file. */
  readonly sharded: boolean;
  /** Decimal ids, ascending; absent: all but 0. */
  readonly labels?: readonly string[];
  /** Labels of fewer voxels get no mesh. */
  readonly dustVoxels: number;
  /** How far a simplified surface may be from the labels' own. */
  readonly maxErrorNm: number;
  readonly quantizationBits: 10 | 16;
  /** Edge of a block, voxels. */
  readonly blockVoxels: number;
  /** Chunks that are not there are background. */
  readonly fillMissing: boolean;
}

export const cellsKey = (block: number): string => `${WORK_FOLDER}/cells/${block}`;
export const groupKey = (group: number): string => `${WORK_FOLDER}/groups/${group}`;
