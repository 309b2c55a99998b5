import type { FileHandle } from 'node:fs/promises';
import { CorruptDataError } from '../../datasets/errors.ts';
import type { ObjectBody } from '../../edge/index.ts';

/** Ranges up to this length are read at once; longer ones stream in pieces of it, which bounds the memory. */
const PIECE_BYTES = 256 * 1024;

export interface Reader {
  readonly handle: FileHandle;
  readonly key: string;
  /** Next byte to read. */
  position: number;
  readonly end: number;
}

/** The bytes from `position` to `end`, at once or as a stream. The file is closed afterwards, whatever happens. */
export async function bodyOf(reader: Reader): Promise<ObjectBody> {
  return reader.end - reader.position <= PIECE_BYTES ? readAndClose(reader) : streamOf(reader);
}

/** @throws CorruptDataError where the file ends early: it was cut while being read. */
async function readPiece(reader: Reader): Promise<Uint8Array<ArrayBuffer>> {
  const { handle, key, position, end } = reader;
  const piece = new Uint8Array(Math.min(PIECE_BYTES, end - position));
  const { bytesRead } = await handle.read(piece, 0, piece.length, position);
  if (bytesRead === 0)
    throw new CorruptDataError({ subject: key, expected: `${end} bytes`, got: `${position}` });
  reader.position += bytesRead;
  return bytesRead === piece.length ? piece : piece.subarray(0, bytesRead);
}

async function readAndClose(reader: Reader): Promise<Uint8Array<ArrayBuffer>> {
  const { position: begin, end } = reader;
  try {
    const bytes = new Uint8Array(end - begin);
    while (reader.position < end) {
      const offset = reader.position - begin;
      bytes.set(await readPiece(reader), offset);
    }
    return bytes;
  } finally {
    await reader.handle.close();
  }
}

/** Reads as fast as it is drunk, one piece ahead. The file is closed at its end, on failure and on cancel. */
function streamOf(reader: Reader): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        controller.enqueue(await readPiece(reader));
      } catch (error) {
        await reader.handle.close();
        throw error;
      }
      if (reader.position < reader.end) return;
      await reader.handle.close();
      controller.close();
    },
    cancel: () => reader.handle.close(),
  });
}
