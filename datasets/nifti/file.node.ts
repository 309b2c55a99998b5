import { gunzipSync, constants as zlib } from 'node:zlib';
import { looksGzipped } from '../codecs/index.ts';
import { CorruptDataError } from '../errors.ts';
import { openRandomAccess, openUnpacked, type RandomAccessFile, unpackGzip } from '../files/index.node.ts';
import { type NiftiVolume, niftiVolumeOver, readStart, unpackedBytes } from './volume.ts';

export interface NiftiFileOptions {
  /** The most bytes that a `.nii.gz` may unpack to, in the system's folder for temporary files. Default 64 GiB. */
  readonly maxUnpackedBytes?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_MAX_BYTES = 64 * 2 ** 30;

/** Enough for any header, and at most some megabytes when unpacked. */
const PROBE_BYTES = 4096;

/**
 * Opens a NIfTI file of this machine. A plain one is read by ranges; a gzipped one is unpacked first, in pieces, to a
 * temporary file of no more bytes than its header implies. Memory is bounded by the box. Files stay open until `close`.
 * @throws those of `openNifti`.
 */
export async function openNiftiFile(
  path: string,
  options: NiftiFileOptions = {},
): Promise<NiftiVolume & { close(): void }> {
  const file = await openRandomAccess(path);
  let current = file;
  try {
    if (looksGzipped(await readStart(file.read, path))) {
      current = await unpack(file, options);
      await file.close();
    }
    const volume = await niftiVolumeOver(current.read, path);
    return { ...volume, close: () => void current.close() };
  } catch (error) {
    await Promise.all([file.close(), current.close()]);
    throw error;
  }
}

async function unpack(file: RandomAccessFile, options: NiftiFileOptions): Promise<RandomAccessFile> {
  const { maxUnpackedBytes = DEFAULT_MAX_BYTES, signal } = options;
  const packed = await file.read(0, Math.min(file.bytes, PROBE_BYTES));
  const maxBytes = unpackedBytes(unpackStart(packed, file.name), file.name, maxUnpackedBytes);
  return openUnpacked(await unpackGzip(file.name, { maxBytes, signal }), file.name);
}

function unpackStart(packed: Uint8Array, subject: string): Uint8Array {
  try {
    return gunzipSync(packed, { finishFlush: zlib.Z_SYNC_FLUSH });
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptDataError({ subject, expected: 'a whole gzip file', got, cause });
  }
}
