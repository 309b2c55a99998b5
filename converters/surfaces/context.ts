import type { Store, WritableStore } from '../../datasets/stores/index.ts';
import { type CellBlock, cutIntoBlocks } from './blocks.ts';
import { type LabelSource, openLabelSource } from './label-source.ts';
import type { MeshSpec } from './spec.ts';

/** What a thread needs to carry out tasks. */
export interface MeshContext<From extends Store = WritableStore> {
  readonly store: From;
  readonly spec: MeshSpec;
  readonly source: LabelSource;
  readonly blocks: readonly CellBlock[];
  readonly signal?: AbortSignal;
}

/** The same in every thread. @throws as `openLabelSource`. */
export async function openContext<From extends Store>(
  store: From,
  spec: MeshSpec,
  signal?: AbortSignal,
): Promise<MeshContext<From>> {
  const source = await openLabelSource(store, spec.mip);
  return { store, spec, source, blocks: cutIntoBlocks(source.grid.bounds, spec.blockVoxels), signal };
}
