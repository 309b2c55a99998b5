import { decodeBytes } from '../codecs/bytes/index.ts';
import { CorruptDataError, TooLargeError } from '../errors.ts';
import { bytesPerFileSample, decodeSamples, type FileType } from '../raw-file/index.ts';
import type { Samples } from '../volume.ts';
import type { ByteStage, ChunkCodecs } from './description.ts';

/** What compressions may add to bytes that do not compress. */
const SLACK_BYTES = 65_536;
const MAX_CHUNK_BYTES = 2 ** 31;

/** The most that bytes can be after a compression of `bytes`. */
const mostAfter = ({ name }: ByteStage, bytes: number): number =>
  name === 'crc32c' ? bytes + 4 : 2 * bytes + SLACK_BYTES;

/** The most that an object has that holds so many bytes. */
export const mostStoredBytes = ({ bytes }: ChunkCodecs, plainBytes: number): number =>
  bytes.reduce((most, stage) => mostAfter(stage, most), plainBytes);

/**
 * Decodes a chunk's object to its samples, in the order they lie in.
 * @param count of samples that the description implies.
 * @throws CorruptDataError for bytes that do not fit; TooLargeError above 2 GiB.
 */
export async function decodeChunkBytes(
  stored: Uint8Array,
  { bytes, isBigEndian }: ChunkCodecs,
  {
    count,
    fileType,
    subject,
  }: { readonly count: number; readonly fileType: FileType; readonly subject: string },
): Promise<Samples> {
  const plain = count * bytesPerFileSample(fileType);
  if (plain > MAX_CHUNK_BYTES) {
    const cure = 'Write the array with smaller chunks';
    throw new TooLargeError({ subject, expected: `at most ${MAX_CHUNK_BYTES} bytes`, got: `${plain}`, cure });
  }
  const limits = [plain];
  for (const stage of bytes) limits.push(mostAfter(stage, limits[limits.length - 1]));
  let current = stored;
  for (let i = bytes.length - 1; i >= 0; i--)
    current = await decodeBytes(bytes[i].name, current, limits[i], subject);
  if (current.length !== plain) {
    const got = `${current.length}${current[0] === 0x3c ? ', which begin like HTML' : ''}`;
    const cure = 'The object is truncated, or the metadata are of another array';
    throw new CorruptDataError({ subject, expected: `${plain} bytes of samples`, got, cure });
  }
  return decodeSamples(fileType, current, { isBigEndian, subject });
}
