import { AbortedError } from '../../datasets/errors.ts';
import { type Box, boxOf, type Xyz } from '../../datasets/geometry/index.ts';
import {
  type ChunkGrid,
  type ChunkScratch,
  chunkBox,
  chunkName,
  chunksIn,
  encodeBox,
} from '../../datasets/precomputed/index.ts';
import { compressedMortonCode } from '../../datasets/precomputed/sharding/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { assembleShard } from './assemble-shard.ts';
import { compress } from './compress.ts';
import { encodePart, type PartChunk, partKey } from './part.ts';
import { boxOfPiece, type Piece } from './pieces.ts';
import type { Target } from './plan.ts';
import type { Job } from './schedule.ts';

/** What a thread needs to carry out jobs. */
export interface JobContext {
  readonly target: Target;
  /** Reads what a piece needs. */
  read(box: Box): Promise<VoxelBlock>;
  /** Asked between chunks: whether to stop. A thread that others need lets them have their turn. */
  isStopped(): boolean | Promise<boolean>;
  /** Called after each chunk. */
  onChunk(): void;
}

/** Carries out one job; what it writes is there as a whole or not at all. @throws AbortedError where it was stopped. */
export async function runJob(context: JobContext, job: Job): Promise<void> {
  const store = createFileStore(context.target.output);
  const { shards, scale, gzipLevel, output } = context.target;
  if ('assemble' in job) {
    if (!shards) return;
    const keys = job.assemble.pieces.map(partKey);
    const to = { key: `${scale.key}/${job.assemble.shard}`, spec: shards.spec, gzipLevel };
    return assembleShard(store, output, to, keys);
  }
  const source = await readPiece(context, job.piece);
  if (shards) await writePart(context, store, { piece: job.piece, ...source });
  else await writeChunks(context, store, { piece: job.piece, ...source });
}

interface PieceSource {
  readonly block: VoxelBlock;
  readonly origin: Xyz;
}

async function readPiece({ target, read }: JobContext, piece: Piece): Promise<PieceSource> {
  const box = boxOfPiece(target.grid, piece);
  return { block: await read(box), origin: box.begin };
}

type Work = PieceSource & { readonly piece: Piece };

/** Chunks that are written at once: a disk has latency, and this thread goes on encoding meanwhile. */
const WRITES_IN_FLIGHT = 8;

async function writeChunks(context: JobContext, store: FileStore, work: Work): Promise<void> {
  const { grid, scale, output } = context.target;
  const writes = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  for (const position of positionsOf(grid, work.piece)) {
    if (failure || (await context.isStopped())) break;
    const box = chunkBox(grid, position);
    const bytes = await encodeBox(scale, work, box, { subject: output });
    const write = store
      .put(`${scale.key}/${chunkName(box)}`, bytes)
      .then(context.onChunk, (error: unknown) => {
        failure ??= { error };
      });
    writes.add(write);
    void write.then(() => writes.delete(write));
    if (writes.size >= WRITES_IN_FLIGHT) await Promise.race(writes);
  }
  await Promise.all(writes);
  if (failure) throw failure.error;
  await throwIfStopped(context);
}

async function writePart(context: JobContext, store: FileStore, work: Work): Promise<void> {
  const { grid, scale, output, shards, gzipLevel } = context.target;
  const isGzip = shards?.spec.dataEncoding === 'gzip';
  // What is compressed at once may lie where the next chunk goes.
  const scratch: ChunkScratch | undefined = isGzip ? {} : undefined;
  const chunks: PartChunk[] = [];
  for (const position of positionsOf(grid, work.piece)) {
    await throwIfStopped(context);
    const encoded = await encodeBox(scale, work, chunkBox(grid, position), { subject: output, scratch });
    const bytes = isGzip ? compress(encoded, gzipLevel) : encoded;
    chunks.push({ key: compressedMortonCode(position, grid.gridSize), bytes });
    context.onChunk();
  }
  await store.putStream(partKey(work.piece.index), encodePart(chunks));
}

function* positionsOf(grid: ChunkGrid, { cells }: Piece): Generator<Xyz> {
  const unit = { ...grid, bounds: boxOf([0, 0, 0], grid.gridSize), chunkSize: [1, 1, 1] as const };
  yield* chunksIn(unit, cells);
}

async function throwIfStopped(context: JobContext): Promise<void> {
  if (await context.isStopped()) throw stopped(context.target.output);
}

export const stopped = (subject: string): AbortedError =>
  new AbortedError({
    subject,
    expected: 'to run to its end',
    got: 'a request to stop',
    cure: 'Run the same command again to go on from here',
  });
