import type { Piece } from './pieces.ts';

/** A shard whose pieces are all there. */
export interface ShardJob {
  readonly shard: string;
  /** Indices of its pieces. */
  readonly pieces: readonly number[];
}

export type Job = { readonly piece: Piece } | { readonly assemble: ShardJob };

/** Hands out what is left to do. */
export interface Schedule {
  /** @param worker from 0. @returns undefined where nothing is to be had now; after the last `done`, nothing ever is. */
  next(worker: number): Job | undefined;
  done(job: Job): void;
}

export interface LeftToDo {
  readonly pieces: readonly Piece[];
  /** Shards that do not exist yet, with all their pieces, done and not. */
  readonly shards: readonly ShardJob[];
}

/**
 * Each worker keeps to a layer of chunks along z, so that a source of slices decodes each slice in one worker; a worker
 * without a layer takes one that nobody has begun, then helps where most is left. A shard is put together as soon as its
 * pieces are there.
 */
export function createSchedule({ pieces, shards }: LeftToDo): Schedule {
  const layers = new Map<number, Piece[]>();
  const missing = new Map<string, number>();
  const begun = new Set<number>();
  const own: (number | undefined)[] = [];
  for (const piece of pieces) {
    const z = piece.cells.begin[2];
    const layer = layers.get(z);
    if (layer) layer.push(piece);
    else layers.set(z, [piece]);
    if (piece.shard !== undefined) missing.set(piece.shard, (missing.get(piece.shard) ?? 0) + 1);
  }
  // Taken from the end, which is cheap.
  for (const layer of layers.values()) layer.reverse();
  const byName = new Map(shards.map((shard) => [shard.shard, shard]));
  const ready = shards.filter(({ shard }) => !missing.has(shard));

  const chooseLayer = (worker: number): number | undefined => {
    const current = own[worker];
    if (current !== undefined && layers.has(current)) return current;
    let fullest: number | undefined;
    for (const [z, left] of layers) {
      if (!begun.has(z)) return z;
      if (fullest === undefined || left.length > (layers.get(fullest)?.length ?? 0)) fullest = z;
    }
    return fullest;
  };

  return {
    next(worker) {
      const assemble = ready.shift();
      if (assemble) return { assemble };
      const z = chooseLayer(worker);
      const left = z === undefined ? undefined : layers.get(z);
      const piece = left?.pop();
      if (z === undefined || !left || !piece) return undefined;
      own[worker] = z;
      begun.add(z);
      if (left.length === 0) layers.delete(z);
      return { piece };
    },
    done(job) {
      if (!('piece' in job) || job.piece.shard === undefined) return;
      const { shard } = job.piece;
      const left = (missing.get(shard) ?? 0) - 1;
      missing.set(shard, left);
      const assemble = byName.get(shard);
      if (left === 0 && assemble) ready.push(assemble);
    },
  };
}
