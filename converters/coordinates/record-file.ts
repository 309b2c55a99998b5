import { open, rename, rm } from 'node:fs/promises';
import type { CompressedPiece } from './compress-records.ts';
import { combineCrc32 } from './crc32-combine.ts';

/** A gzip file that is written in pieces, and is there when it is finished and not before. */
export interface RecordFile {
  /** Writes the pieces that are next, and keeps those that came early. */
  add(piece: CompressedPiece): Promise<void>;
  finish(): Promise<void>;
  /** Leaves nothing of it. */
  discard(): Promise<void>;
}

/** Magic number, deflate, no flags, no time, fastest, unknown system: the same bytes at any time on any machine. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255);
/** A last block without data. */
const LAST_BLOCK = Uint8Array.of(3, 0);

/** One gzip stream of one member, whatever the pieces: not every reader goes on after a member. Source: RFC 1952. */
export async function createRecordFile(path: string): Promise<RecordFile> {
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  await file.write(HEADER);
  const early = new Map<number, CompressedPiece>();
  let [next, crc, length] = [0, 0, 0];
  let writing = Promise.resolve();
  const writeReady = async () => {
    for (let piece = early.get(next); piece; piece = early.get(next)) {
      early.delete(next++);
      await file.write(piece.bytes);
      crc = combineCrc32(crc, piece.crc, piece.length);
      length += piece.length;
    }
  };
  return {
    add(piece) {
      early.set(piece.piece, piece);
      writing = writing.then(writeReady);
      return writing;
    },
    async finish() {
      await writing;
      const trailer = new DataView(new ArrayBuffer(8));
      trailer.setUint32(0, crc, true);
      trailer.setUint32(4, length % 2 ** 32, true);
      await file.write(LAST_BLOCK);
      await file.write(new Uint8Array(trailer.buffer));
      await file.close();
      await rename(partial, path);
    },
    async discard() {
      await writing.catch(() => undefined);
      await file.close();
      await rm(partial, { force: true });
    },
  };
}
