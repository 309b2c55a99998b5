import { CorruptDataError, UnsupportedError, UsageError } from '../errors.ts';
import type { Samples } from '../volume.ts';
import { type ChunkShape, formatShape, samplesIn } from './chunk-shape.ts';
import { registerDraco } from './draco/decode.ts';
import { interleave, planar } from './interleave.ts';
import { type ChunkCodec, registerCodec } from './registry.ts';

/** This keeps EM within some grey levels. */
const DEFAULT_QUALITY = 90;

/** Width and height are 16-bit numbers in the file. */
const MAX_PIXELS_PER_SIDE = 65_535;

/** JPEG chunks by sharp: uint8, 1 or 3 channels. Pixels row by row are voxels x fastest, then y, z. */
export const jpegCodec: ChunkCodec = { decode: decodeJpeg, encode: encodeJpeg };

/** Teaches the registry what Node brings; call once when a program starts. */
export function registerNodeCodecs(): void {
  registerCodec('jpeg', async () => jpegCodec);
  registerDraco(async () => (await import('./draco.node.ts')).loadNodeDraco());
}

/** @throws CorruptDataError for bytes that are no JPEG, or one with other pixels than the shape's. */
async function decodeJpeg(bytes: Uint8Array, shape: ChunkShape, subject = 'jpeg chunk'): Promise<Uint8Array> {
  assertImage(shape, subject);
  const { numChannels } = shape;
  const corrupt = (got: string, cause?: unknown) =>
    new CorruptDataError({ subject, expected: `a JPEG of ${formatShape(shape)}`, got, cause });
  const sharp = await loadSharp();
  try {
    const pixels = samplesIn(shape) / numChannels;
    const options = { failOn: 'error', limitInputPixels: Math.max(1, pixels), ignoreIcc: true } as const;
    const image = sharp(bytes, options);
    const { format, width, height, channels } = await image.metadata();
    if (format !== 'jpeg' || width * height !== pixels || channels !== numChannels) {
      throw corrupt(`${format} of ${width} x ${height} pixels, ${channels} channels`);
    }
    const raw = await image
      .toColourspace(numChannels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
    if (raw.length !== samplesIn(shape)) throw corrupt(`${raw.length} samples`);
    return planar(Uint8Array.from(raw), numChannels);
  } catch (cause) {
    if (cause instanceof CorruptDataError) throw cause;
    throw corrupt(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function encodeJpeg(samples: Samples, shape: ChunkShape, subject = 'jpeg chunk'): Promise<Uint8Array> {
  assertImage(shape, subject);
  const { size, numChannels } = shape;
  const raw = { width: size[0], height: size[1] * size[2], channels: numChannels as 1 | 3 };
  if (Math.max(raw.width, raw.height) > MAX_PIXELS_PER_SIDE) {
    const expected = `at most ${MAX_PIXELS_PER_SIDE} voxels along x, and along y and z together`;
    throw new UnsupportedError({ subject, expected, got: formatShape(shape), cure: 'Use smaller chunks' });
  }
  const quality = shape.jpegQuality ?? DEFAULT_QUALITY;
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new UsageError({ subject, expected: 'a JPEG quality of 1 to 100', got: `${quality}` });
  }
  const pixels = interleave(samples as Uint8Array, numChannels);
  const sharp = await loadSharp();
  const image = sharp(pixels, { raw }).toColourspace(numChannels === 1 ? 'b-w' : 'srgb');
  // Colours at full resolution: channels are data, not what an eye forgives.
  return Uint8Array.from(await image.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer());
}

/** Native code: not for those who meet no JPEG. */
const loadSharp = async () => (await import('sharp')).default;

function assertImage(shape: ChunkShape, subject: string): void {
  if (shape.dataType === 'uint8' && (shape.numChannels === 1 || shape.numChannels === 3)) return;
  const expected = 'uint8 in 1 or 3 channels for jpeg';
  throw new UnsupportedError({ subject, expected, got: formatShape(shape), cure: 'Use png or raw' });
}
