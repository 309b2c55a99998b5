import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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
import { compressedMortonCode, layOutShard } from '../../datasets/precomputed/sharding/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { compress } from './compress.ts';
import { encodePart, openPart, type PartChunk, type PartEntry, partKey } from './part.ts';
import { boxOfPiece, type Piece } from './pieces.ts';
import type { Target } from './plan.ts';
import type { Job, ShardJob } from './schedule.ts';

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
  if ('assemble' in job) return assembleShard(context, store, job.assemble);
  const source = await readPiece(context, job.piece);
  if (context.target.shards) await writePart(context, store, { piece: job.piece, ...source });
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

async function assembleShard(
  { target }: JobContext,
  store: FileStore,
  { shard, pieces }: ShardJob,
): Promise<void> {
  const { output, scale, shards, gzipLevel } = target;
  if (!shards) return;
  const paths = pieces.map((index) => join(output, partKey(index)));
  const parts = paths.map(openPart);
  try {
    const objects = parts.flatMap(({ entries }) => entries);
    const key = `${scale.key}/${shard}`;
    const layout = await layOutShard(shards.spec, objects, {
      compress: (bytes) => compress(bytes, gzipLevel),
      subject: `${output}/${key}`,
    });
    await store.putStream(key, buffered(layout));
  } finally {
    for (const part of parts) part.close();
  }
  for (const path of paths) await rm(path, { force: true });
}

const BUFFER_BYTES = 2 ** 20;

/** Joins small pieces, so that the disk is not asked for a few bytes at a time; large ones pass without a copy. */
function* buffered(layout: readonly (Uint8Array | PartEntry)[]): Generator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for (const piece of layout) {
    const bytes = piece instanceof Uint8Array ? piece : piece.read();
    if (size > 0 && size + bytes.length > BUFFER_BYTES) {
      yield held.length === 1 ? held[0]! : Buffer.concat(held, size);
      held = [];
      size = 0;
    }
    if (bytes.length === 0) continue;
    held.push(bytes);
    size += bytes.length;
    if (bytes.length < BUFFER_BYTES / 16) continue;
    if (held.length > 1) yield Buffer.concat(held.slice(0, -1), size - bytes.length);
    yield bytes;
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held, size);
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
