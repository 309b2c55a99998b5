import { type ChunkCodec, type ChunkShape, samplesIn } from '../../datasets/codecs/index.ts';
import { CorruptDataError } from '../../datasets/errors.ts';

/**
 * Chunks in JPEG, decoded by the browser. Pixels row by row are voxels x fastest, then y, z; the picture's own
 * width and height do not matter. Colours are interleaved in the picture and planar in the chunk.
 */
export const jpegCodec: ChunkCodec = { decode: decodeJpeg };

/** @throws CorruptDataError where the bytes are no picture, or one with another number of pixels. */
async function decodeJpeg(bytes: Uint8Array, shape: ChunkShape, subject = 'jpeg chunk'): Promise<Uint8Array> {
  const rgba = await decodePixels(bytes, subject);
  const pixels = rgba.length / 4;
  const numChannels = samplesIn(shape) / pixels;
  if (numChannels !== 1 && numChannels !== 3) {
    throw new CorruptDataError({
      subject,
      expected: `${samplesIn(shape)} samples in 1 or 3 channels`,
      got: `${pixels} pixels`,
    });
  }
  const samples = new Uint8Array(pixels * numChannels);
  for (let channel = 0; channel < numChannels; channel++) {
    for (let i = 0; i < pixels; i++) samples[channel * pixels + i] = rgba[4 * i + channel] as number;
  }
  return samples;
}

async function decodePixels(bytes: Uint8Array, subject: string): Promise<Uint8ClampedArray> {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' });
  // Values are measurements: no colour profile may change them.
  const options: ImageBitmapOptions = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' };
  const bitmap = await createImageBitmap(blob, options).catch((cause: unknown) => {
    throw new CorruptDataError({ subject, expected: 'a JPEG', got: `${bytes.length} other bytes`, cause });
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
}
