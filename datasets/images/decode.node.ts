import sharp from 'sharp';
import { CorruptDataError, UnsupportedError } from '../errors.ts';

/** What a grey slice holds. */
export interface SliceFormat {
  readonly width: number;
  readonly height: number;
  readonly dataType: 'uint8' | 'uint16';
}

/**
 * Reads an image's header only.
 * @throws UnsupportedError for colour, palettes and alpha; CorruptDataError for what is not an image.
 */
export async function readFormat(path: string): Promise<SliceFormat> {
  const { width, height, channels, depth, isPalette } = await orCorrupt(path, () => sharp(path).metadata());
  if (channels !== 1 || isPalette || (depth !== 'uchar' && depth !== 'ushort')) {
    throw new UnsupportedError({
      subject: path,
      expected: 'a grey image of 8 or 16 bits',
      got: isPalette ? 'a palette' : `${channels} channels of type ${depth}`,
      cure: 'Convert the slices to grey, e.g. with ImageMagick: mogrify -colorspace Gray',
    });
  }
  return { width, height, dataType: depth === 'ushort' ? 'uint16' : 'uint8' };
}

/**
 * Decodes an image.
 * @returns width * height samples, x fastest, as they are in the file: no gamma, no profile, no scaling.
 * @throws CorruptDataError for truncated images.
 */
export async function decodeSlice(path: string, format: SliceFormat): Promise<Uint8Array | Uint16Array> {
  const isWide = format.dataType === 'uint16';
  const { data } = await orCorrupt(path, () =>
    sharp(path, { failOn: 'error', limitInputPixels: false, ignoreIcc: true })
      .toColourspace(isWide ? 'grey16' : 'b-w')
      .raw({ depth: isWide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  // Node's small buffers share memory at any offset; samples need an aligned one of their own.
  const bytes = Uint8Array.from(data);
  const samples = isWide ? new Uint16Array(bytes.buffer) : bytes;
  if (samples.length === format.width * format.height) return samples;
  const expected = `${format.width} x ${format.height} samples`;
  throw new CorruptDataError({ subject: path, expected, got: `${samples.length}` });
}

async function orCorrupt<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptDataError({ subject: path, expected: 'a PNG or JPEG image', got, cause });
  }
}
