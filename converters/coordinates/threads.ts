import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NumberedVolume } from '../../ffn/training/index.ts';
import { startThread, type Thread } from '../threads/index.ts';
import { type CompressedPiece, createCompressor, type RecordJob } from './compress-records.ts';

/**
 * Threads that compress records: workers, or this thread alone where the program runs from a bundle without its worker, as
 * tests do.
 * @param onPiece called with each piece, before its job is done.
 */
export function createThreads(
  count: number,
  volumes: readonly NumberedVolume[],
  onPiece: (piece: CompressedPiece) => void,
): Thread<RecordJob>[] {
  const url = workerUrl();
  if (!url) return [createOwnThread(volumes, onPiece)];
  return Array.from({ length: count }, () =>
    startThread<RecordJob>(url, volumes, (note) => onPiece(note as CompressedPiece)),
  );
}

/** Beside the bundle, or beside this source where Node runs sources. */
function workerUrl(): URL | undefined {
  return ['./coordinate-worker.js', './worker.ts']
    .map((name) => new URL(name, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

function createOwnThread(
  volumes: readonly NumberedVolume[],
  onPiece: (piece: CompressedPiece) => void,
): Thread<RecordJob> {
  const compress = createCompressor(volumes);
  return {
    async run(job) {
      onPiece(compress(job));
      await new Promise((resolve) => setImmediate(resolve));
    },
    stop: () => undefined,
    close: async () => undefined,
  };
}
