import { type FileHandle, open } from 'node:fs/promises';
import { CorruptDataError, ForbiddenError, MissingError, TransientError } from '../errors.ts';
import { throwIfAborted } from '../stores/index.ts';

/** An open file that is read by ranges. */
export interface RandomAccessFile {
  /** For messages. */
  readonly name: string;
  /** Its length when it was opened. */
  readonly bytes: number;
  /**
   * Bytes `[begin, end)`, in a buffer of their own.
   * @throws CorruptDataError where the file ends earlier; AbortedError; TransientError where reading fails.
   */
  read(begin: number, end: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** More than once does nothing more. */
  close(): Promise<void>;
}

/**
 * @param name what messages call the file; default its path.
 * @throws MissingError; ForbiddenError; CorruptDataError for a folder.
 */
export async function openRandomAccess(path: string, name = path): Promise<RandomAccessFile> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw openError(name, cause);
  });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw new CorruptDataError({ subject: name, expected: 'a file', got: 'a folder or device' });
  }
  let closing: Promise<void> | undefined;
  return {
    name,
    bytes: stat.size,
    async read(begin, end, signal) {
      throwIfAborted(signal, name);
      const bytes = await readFully(handle, { begin, end }, name);
      throwIfAborted(signal, name);
      return bytes;
    },
    close() {
      closing ??= handle.close();
      return closing;
    },
  };
}

interface Range {
  readonly begin: number;
  readonly end: number;
}

/** One read call may return less than asked. */
async function readFully(handle: FileHandle, { begin, end }: Range, name: string) {
  const bytes = new Uint8Array(end - begin);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle
      .read(bytes, done, bytes.length - done, begin + done)
      .catch((cause: unknown) => {
        throw new TransientError({ subject: name, expected: 'a readable file', got: textOf(cause), cause });
      });
    if (bytesRead === 0) throw tooShort(name, { begin, end }, begin + done);
    done += bytesRead;
  }
  return bytes;
}

function tooShort(subject: string, { begin, end }: Range, got: number): CorruptDataError {
  return new CorruptDataError({
    subject,
    expected: `bytes ${begin} to ${end}`,
    got: `a file that ends at ${got}`,
    cure: 'The file is truncated: copy or download it again',
  });
}

function openError(subject: string, cause: unknown): unknown {
  const code = (cause as { code?: unknown }).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new MissingError({ subject, expected: 'a file', got: 'nothing there', cure: 'Check the path' });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new ForbiddenError({
      subject,
      expected: 'a readable file',
      got: textOf(cause),
      cure: 'Check permissions',
      cause,
    });
  }
  return cause;
}

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
