import { constants, crc32, deflateRawSync } from 'node:zlib';
import { createRecordEncoder, type NumberedVolume } from '../../ffn/training/index.ts';

/** Records in the order of their indices: a piece of a file. */
export interface RecordJob {
  /** Where in the file the piece goes. */
  readonly piece: number;
  /** Among the voxels of all volumes. */
  readonly indices: Uint32Array | Float64Array;
}

/** A piece of a gzip stream; pieces follow one another without more. */
export interface CompressedPiece {
  readonly piece: number;
  readonly bytes: Uint8Array;
  /** CRC-32 and bytes of what it unpacks to. */
  readonly crc: number;
  readonly length: number;
}

/** Records differ in a few bytes: higher levels are slower and hardly smaller. */
const LEVEL = 1;

/** @returns what turns jobs into pieces, the same bytes in any thread. */
export function createCompressor(volumes: readonly NumberedVolume[]): (job: RecordJob) => CompressedPiece {
  const encode = createRecordEncoder(volumes);
  return ({ piece, indices }) => {
    const records = encode(indices);
    const bytes = deflateRawSync(records, { level: LEVEL, finishFlush: constants.Z_FULL_FLUSH });
    return { piece, bytes, crc: crc32(records), length: records.length };
  };
}
