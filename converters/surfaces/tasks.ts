import type { MeshContext } from './context.ts';
import { findCellsTask } from './find-cells.ts';
import type { LabelGroup } from './label-table.ts';
import { assembleShardTask, meshGroupTask, type ShardTask } from './mesh-group.ts';

/** A piece of work that owns whole objects. */
export type MeshTask =
  | { readonly kind: 'cells'; readonly block: number }
  | { readonly kind: 'group'; readonly group: LabelGroup }
  | { readonly kind: 'shard'; readonly shard: ShardTask };

export interface TaskIo {
  isStopped(): boolean;
  /** Called after each label. */
  onLabel(): void;
}

/** Carries out one task; its last object is there as a whole or not at all. */
export async function runMeshTask(context: MeshContext, task: MeshTask, io: TaskIo): Promise<void> {
  if (task.kind === 'cells') return findCellsTask(context, task.block);
  if (task.kind === 'shard') return assembleShardTask(context, task.shard);
  return meshGroupTask(context, task.group, io);
}
