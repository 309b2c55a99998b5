import type { FileStore } from '../../datasets/stores/index.node.ts';
import type { Part } from '../tasks/index.ts';
import type { Parameters } from '../writing/index.ts';

export type SkeletonStep = 'blocks' | 'labels' | 'shards';

export interface WriteSkeletonsOptions {
  /** Shards, or one file a skeleton; absent: by their number. */
  readonly sharded?: boolean;
  /** Threads. */
  readonly parallel: number;
  /** Bytes that the work may take; large labels are made by fewer threads. */
  readonly memoryBytes: number;
  /** Refuse labels that do not fit, rather than try them alone. */
  readonly isMemoryGiven: boolean;
  /** Share of the blocks and of the labels. */
  readonly part: Part;
  /** Replace other skeletons; not for shares. */
  readonly force: boolean;
  /** All that decides about the bytes: a run goes on only where they are the same. */
  readonly parameters: Parameters;
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: SkeletonStep, done: number, all: number) => void;
  readonly onMessage?: (text: string) => void;
  /** Called when the skeletons are there, before their record. */
  readonly finish?: (store: FileStore) => Promise<void>;
}
