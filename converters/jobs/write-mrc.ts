import { open } from 'node:fs/promises';
import { type Box, boxSize, mapXyz, volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { encodeMrcHeader } from '../../datasets/mrc/index.ts';
import { bytesOf, type Volume } from '../../datasets/volume.ts';

export interface WriteMrcOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Voxels that are read at once: whole in x, so that rows are written in one piece. */
const PIECE_Y = 64;
const PIECE_Z = 32;

/**
 * Writes a volume of float32 as MRC2014, piece by piece, the header last. Memory: one piece.
 * @param path written in place: meant for a folder that appears when it is complete.
 */
export async function writeMrc(path: string, volume: Volume, options: WriteMrcOptions = {}): Promise<void> {
  const { bounds, voxelSizeNm = xyz(1, 1, 1) } = volume;
  const size = boxSize(bounds);
  const pieces = piecesOf(bounds);
  const sums = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY, sum: 0, squares: 0 };
  const header = (statistics: Parameters<typeof encodeMrcHeader>[0]['statistics']) =>
    encodeMrcHeader({ size, dataType: volume.dataType, voxelSizeNm, statistics });
  const headerBytes = header({ least: 0, most: 0, mean: 0, deviation: 0 }).length;
  const file = await open(path, 'wx');
  try {
    for (const [i, piece] of pieces.entries()) {
      const { data } = await volume.read(piece, { signal: options.signal });
      gather(data as Float32Array, sums);
      const plane = bytesOf(data).length / boxSize(piece)[2];
      for (let z = piece.begin[2]; z < piece.end[2]; z++) {
        const bytes = bytesOf(data).subarray((z - piece.begin[2]) * plane, (z - piece.begin[2] + 1) * plane);
        await file.write(bytes, 0, plane, headerBytes + 4 * offsetOf(size, piece.begin[1], z));
      }
      options.onProgress?.(i + 1, pieces.length);
    }
    const mean = sums.sum / volumeOf(size);
    const deviation = Math.sqrt(Math.max(0, sums.squares / volumeOf(size) - mean * mean));
    await file.write(header({ ...sums, mean, deviation }), 0, headerBytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** In voxels, from the volume's first. */
const offsetOf = (size: Xyz, y: number, z: number): number => size[0] * (y + size[1] * z);

function piecesOf({ begin, end }: Box): Box[] {
  const pieces: Box[] = [];
  for (let z = begin[2]; z < end[2]; z += PIECE_Z) {
    for (let y = begin[1]; y < end[1]; y += PIECE_Y) {
      const last = xyz(end[0], y + PIECE_Y, z + PIECE_Z);
      pieces.push({ begin: xyz(begin[0], y, z), end: mapXyz((v, i) => Math.min(v, end[i]), last) });
    }
  }
  return pieces;
}

function gather(
  data: Float32Array,
  sums: { least: number; most: number; sum: number; squares: number },
): void {
  for (const value of data) {
    if (value < sums.least) sums.least = value;
    if (value > sums.most) sums.most = value;
    sums.sum += value;
    sums.squares += value * value;
  }
}
