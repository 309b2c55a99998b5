import type { WritableStore } from '../../datasets/stores/index.ts';
import { type Part, shareOf } from '../tasks/index.ts';
import { openContext } from './context.ts';
import { parametersOf } from './parameters.ts';
import { cellsKey, type MeshSpec } from './spec.ts';
import { inspectWork, type WorkState } from './work.ts';

/** What `writeMeshes` would do; the labels are known when the blocks are read. */
export interface MeshForecast {
  readonly state: WorkState['state'];
  /** Blocks of this share, and those of them that are done. */
  readonly blocks: number;
  readonly doneBlocks: number;
}

/** Looks and changes nothing. @throws as `writeMeshes` would before it reads a block. */
export async function forecastMeshes(
  store: WritableStore,
  spec: MeshSpec,
  { force, part }: { readonly force: boolean; readonly part: Part },
): Promise<MeshForecast> {
  const { blocks } = await openContext(store, spec);
  const { state } = await inspectWork(store, await parametersOf(store, spec), force);
  const all = blocks.map((_, block) => block);
  const own = shareOf(all, part);
  let doneBlocks = state === 'complete' ? own.length : 0;
  if (state === 'unfinished') {
    for (const block of own) {
      const there = await store.get(cellsKey(block), { range: { begin: 0, end: 0 } });
      if (there) doneBlocks++;
    }
  }
  return { state, blocks: own.length, doneBlocks };
}
