import { gzipSync } from 'node:zlib';

/** What gzip adds at most to bytes that do not compress: a header, and five bytes for each 16 KiB. */
const slackBytes = (length: number): number => 64 + 5 * Math.ceil(length / 2 ** 14);

/** One gzip member. The output is made in one piece: zlib's own are of 16 KiB, joined in the end. @param level 1-9. */
export const compress = (bytes: Uint8Array, level: number): Uint8Array =>
  gzipSync(bytes, { level, chunkSize: bytes.length + slackBytes(bytes.length) });
