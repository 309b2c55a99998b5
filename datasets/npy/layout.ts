import { InvalidDataError, UnsupportedError } from '../errors.ts';
import { type Xyz, xyz } from '../geometry/index.ts';
import {
  decodeSamples,
  type FileType,
  type RawLayout,
  typeWarning,
  volumeTypeOf,
} from '../raw-file/index.ts';
import type { NpyHeader } from './header.ts';
import { parseDescr } from './types.ts';

/** How the samples of an NPY file become a volume. */
export interface NpyLayout extends RawLayout {
  /** Voxels per axis of the volume. */
  readonly size: Xyz;
  readonly numChannels: number;
  readonly warnings: readonly string[];
}

/**
 * Shape [z, y, x] or [channel, z, y, x] in either memory order. bool becomes uint8, int64 uint64, float16 and float64
 * float32.
 * @throws InvalidDataError for other shapes; UnsupportedError for what is not a real number.
 */
export function layoutOfNpy(header: NpyHeader, subject: string): NpyLayout {
  const { shape, fortranOrder, dataOffsetBytes } = header;
  const { dataType, bytes, isBigEndian } = parseDescr(header.descr, subject);
  if ((shape.length !== 3 && shape.length !== 4) || shape.some((n) => n < 1)) {
    const expected = 'shape [z, y, x] or [channel, z, y, x], none empty';
    const cure = 'Save the volume with three dimensions, z first';
    throw new InvalidDataError({ subject, expected, got: `shape (${shape.join(', ')})`, cure });
  }
  const [numChannels, [nz, ny, nx]] = [shape.length === 4 ? shape[0] : 1, shape.slice(-3)];
  if (numChannels * nx * ny * nz * bytes > Number.MAX_SAFE_INTEGER) {
    const got = `shape (${shape.join(', ')})`;
    throw new InvalidDataError({ subject, expected: 'the shape of a file', got });
  }
  if (numChannels > MAX_CHANNELS) {
    const cure = 'Save each as an array of its own';
    const expected = `at most ${MAX_CHANNELS} channels`;
    throw new UnsupportedError({ subject, expected, got: `${numChannels}`, cure });
  }
  const type: FileType = dataType === 'bool' ? 'uint8' : dataType;
  const warning = typeWarning(type);
  return {
    dataOffsetBytes,
    // In Fortran order the first index, which is the channel or z, is the fastest.
    fileSize: fortranOrder ? xyz(nz, ny, nx) : xyz(nx, ny, nz),
    axes: fortranOrder ? xyz(2, 1, 0) : xyz(0, 1, 2),
    volumes: fortranOrder ? 1 : numChannels,
    interleaved: fortranOrder ? numChannels : 1,
    bitsPerSample: 8 * bytes,
    dataType: volumeTypeOf(type),
    decode: (raw) => decodeSamples(type, raw, { isBigEndian, subject }),
    size: xyz(nx, ny, nz),
    numChannels,
    warnings: warning ? [warning] : [],
  };
}

/** More than any microscope has: a first dimension beyond it is none of channels. */
const MAX_CHANNELS = 1024;
