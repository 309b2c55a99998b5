import type { Metadata } from 'sharp';
import { CorruptDataError, UnsupportedError } from '../errors.ts';
import { assertReadable } from '../files/index.node.ts';

/** What a slice holds. */
export interface SliceFormat {
  readonly width: number;
  readonly height: number;
  /** Grey, grey and alpha, RGB, RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly dataType: 'uint8' | 'uint16';
}

/**
 * Reads an image's header only.
 * @throws UnsupportedError for palettes, CMYK, samples of fewer than 8 bits and images to be turned; CorruptDataError for
 * what is not an image.
 */
export async function readFormat(path: string): Promise<SliceFormat> {
  const sharp = await loadSharp();
  const found = await orCorrupt(path, () => sharp(path).metadata());
  const { width, height, channels, depth } = found;
  const problem = problemOf(found);
  if (problem) throw new UnsupportedError({ subject: path, ...problem });
  return {
    width,
    height,
    channels: channels as SliceFormat['channels'],
    dataType: depth === 'ushort' ? 'uint16' : 'uint8',
  };
}

const EXPECTED = 'an image of 1 to 4 channels of 8 or 16 bits';

function problemOf({ channels, depth, space, isPalette, bitsPerSample, orientation = 1 }: Metadata) {
  // Whether indices or colours are meant, the file does not say.
  if (isPalette) {
    const cure =
      'Labels: save the indices as grey. Pictures: save as RGB, e.g. mogrify -define png:color-type=2';
    return { expected: EXPECTED, got: 'a palette', cure };
  }
  if (orientation > 1) {
    const cure = 'Turn the pixels, e.g. with ImageMagick: mogrify -auto-orient';
    return { expected: 'an upright image', got: `one to be turned when shown (EXIF ${orientation})`, cure };
  }
  const isPlain = depth === 'uchar' || depth === 'ushort';
  const isNarrow = bitsPerSample !== undefined && bitsPerSample < 8;
  if (isPlain && !isNarrow && space !== 'cmyk' && channels >= 1 && channels <= 4) return undefined;
  const got = isNarrow
    ? `samples of ${bitsPerSample} bits`
    : `${channels} channels of type ${depth}, ${space}`;
  const cure =
    'Convert the slices to grey of 8 bits, e.g. with ImageMagick: mogrify -colorspace Gray -depth 8';
  return { expected: EXPECTED, got, cure };
}

const SPACES = {
  uint8: { grey: 'b-w', colour: 'srgb' },
  uint16: { grey: 'grey16', colour: 'rgb16' },
} as const;

/**
 * Decodes an image.
 * @returns width * height * channels samples, x fastest, channels one after the other, as they are in the file: no
 * gamma, no profile, no scaling.
 * @throws CorruptDataError for truncated images.
 */
export async function decodeSlice(path: string, format: SliceFormat): Promise<Uint8Array | Uint16Array> {
  const { width, height, channels, dataType } = format;
  const data = await orCorrupt(path, () => decodeSamples(path, format));
  // Node's small buffers share memory at any offset; samples need an aligned one of their own.
  const bytes = Uint8Array.from(data);
  const samples = dataType === 'uint16' ? new Uint16Array(bytes.buffer) : bytes;
  if (samples.length !== width * height * channels) {
    const expected = `${width} x ${height} x ${channels} samples`;
    throw new CorruptDataError({ subject: path, expected, got: `${samples.length}` });
  }
  return channels <= 2 ? samples : planesOf(samples, channels);
}

async function decodeSamples(
  path: string,
  { width, height, channels, dataType }: SliceFormat,
): Promise<Buffer> {
  const sharp = await loadSharp();
  const open = () => sharp(path, { failOn: 'error', limitInputPixels: width * height, ignoreIcc: true });
  const depth = dataType === 'uint16' ? 'ushort' : 'uchar';
  const space = SPACES[dataType][channels <= 2 ? 'grey' : 'colour'];
  if (channels !== 2) return open().toColourspace(space).raw({ depth }).toBuffer();
  // sharp leaves the alpha of grey images out, unless it is asked for alone.
  const plane = (channel: 0 | 1) =>
    open().extractChannel(channel).toColourspace(space).raw({ depth }).toBuffer();
  return Buffer.concat([await plane(0), await plane(1)]);
}

function planesOf(samples: Uint8Array | Uint16Array, channels: number): Uint8Array | Uint16Array {
  if (channels === 1) return samples;
  const out = samples.slice();
  const pixels = samples.length / channels;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < pixels; i++) out[c * pixels + i] = samples[i * channels + c];
  }
  return out;
}

/** Native code: not for those who read no image. */
const loadSharp = async () => (await import('sharp')).default;

async function orCorrupt<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    await assertReadable(path);
    const got = cause instanceof Error ? cause.message.replace(/\s+/g, ' ') : String(cause);
    const cure = 'The file is damaged or another kind: copy or export it again';
    throw new CorruptDataError({ subject: path, expected: 'a PNG or JPEG image', got, cure, cause });
  }
}
