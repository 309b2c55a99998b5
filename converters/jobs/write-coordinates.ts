import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { InvalidDataError } from '../../datasets/errors.ts';
import { balanceClasses, createRandom, type Indices } from '../../ffn/training/index.ts';
import {
  type ClassVolume,
  type CollectOptions,
  collectClasses,
  createRecordFile,
  createThreads,
  type RecordJob,
} from '../coordinates/index.ts';
import { runTasks } from '../tasks/index.ts';

export interface CoordinateOptions extends Omit<CollectOptions, 'onProgress'> {
  /** Decides the order; the same seed gives the same bytes. */
  readonly seed: number;
  /** At most so many of each class. */
  readonly maxPerClass?: number;
  readonly overwrite?: boolean;
  readonly parallel?: number;
  readonly onProgress?: (unit: 'blocks' | 'pieces', done: number, all: number) => void;
}

export interface CoordinateSummary {
  /** Coordinates that were written. */
  readonly records: number;
  /** Of these, of each class. */
  readonly perClass: number;
  /** Voxels of each class that there are; empty classes are left out. */
  readonly counts: Readonly<Record<number, number>>;
  readonly files: readonly string[];
}

/** Records that a thread compresses at once: about 20 MB of them. */
const PIECE = 2 ** 18;

/**
 * Writes coordinates of all classes, equally often and in a random order, as TFRecord files (gzip).
 * @param output a file, or `NAME@N` for N files NAME-00000-of-0000N that share the coordinates evenly.
 * @throws InvalidDataError where a file is there and `overwrite` is not set, and where no voxel has a class; those of `collectClasses`.
 */
export async function writeCoordinates(
  volumes: readonly ClassVolume[],
  output: string,
  options: CoordinateOptions,
): Promise<CoordinateSummary> {
  const { onProgress, seed, maxPerClass, overwrite = false } = options;
  const files = shardNames(output);
  for (const path of files) if (!overwrite && existsSync(path)) throw alreadyThere(path);
  const found = await collectClasses(volumes, {
    ...options,
    onProgress: (done, all) => onProgress?.('blocks', done, all),
  });
  const counts = found.classes.flatMap(({ length }, value) => (length > 0 ? [[value, length] as const] : []));
  const order = balanceClasses(found.classes, createRandom(seed), maxPerClass);
  if (order.length === 0) throw nothingToTrain();
  await writeFiles(order, files, { volumes: found.volumes, options });
  return {
    records: order.length,
    perClass: order.length / counts.length,
    counts: Object.fromEntries(counts),
    files,
  };
}

/** `NAME@3` -> NAME-00000-of-00003 and so on. */
export function shardNames(output: string): string[] {
  const [, name, count] = /^(.+)@(\d{1,5})$/.exec(output) ?? [];
  if (name === undefined || Number(count) < 1) return [output];
  const pad = (n: number) => `${n}`.padStart(5, '0');
  return Array.from({ length: Number(count) }, (_, i) => `${name}-${pad(i)}-of-${pad(Number(count))}`);
}

interface Writing {
  readonly volumes: Parameters<typeof createThreads>[1];
  readonly options: CoordinateOptions;
}

async function writeFiles(
  order: Indices,
  files: readonly string[],
  { volumes, options }: Writing,
): Promise<void> {
  const { onProgress, signal, parallel = availableParallelism() } = options;
  const share = Math.ceil(order.length / files.length);
  const piecesPerFile = Math.max(1, Math.ceil(share / PIECE));
  const pieces = files.flatMap((_, file) =>
    Array.from({ length: piecesPerFile }, (_, piece): RecordJob => {
      const begin = Math.min(order.length, file * share + piece * PIECE);
      const end = Math.min(order.length, (file + 1) * share, file * share + (piece + 1) * PIECE);
      return { piece: file * piecesPerFile + piece, indices: order.subarray(begin, Math.max(begin, end)) };
    }),
  );
  const open = await Promise.all(files.map(createRecordFile));
  const threads = createThreads(Math.min(parallel, pieces.length), volumes, ({ piece, ...rest }) => {
    const file = Math.floor(piece / piecesPerFile);
    void open[file]!.add({ ...rest, piece: piece % piecesPerFile }).catch(() => undefined);
  });
  // Copies, so that a thread gets its piece and not the whole order.
  const work = threads.map((thread) => ({
    ...thread,
    run: ({ piece, indices }: RecordJob) => thread.run({ piece, indices: indices.slice() }),
  }));
  let done = 0;
  try {
    const onDone = () => onProgress?.('pieces', ++done, pieces.length);
    await runTasks(work, pieces, { signal, onDone, subject: 'coordinates' });
    for (const file of open) await file.finish();
  } catch (error) {
    for (const file of open) await file.discard().catch(() => undefined);
    throw error;
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

const alreadyThere = (path: string) =>
  new InvalidDataError({
    subject: path,
    expected: 'no file',
    got: 'one',
    cure: 'Choose another one, or give --force to replace it',
  });

const nothingToTrain = () =>
  new InvalidDataError({
    subject: 'coordinates',
    expected: 'voxels of some class within the margins',
    got: 'none',
    cure: 'Give `partitions` a smaller --min-size or --lom-radius',
  });
