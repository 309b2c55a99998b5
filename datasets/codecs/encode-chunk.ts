import { UnsupportedError } from '../errors.ts';
import type { Samples } from '../volume.ts';
import type { ChunkShape } from './chunk-shape.ts';
// Not lazily: what is imported lazily somewhere is in every bundle that reaches this folder's barrel, used or not.
import { encodeCompressedSegmentation } from './compressed-segmentation/encode.ts';
import { assertCount, codecFor } from './registry.ts';

/**
 * Encodes one chunk.
 * @param samples x fastest, then y, z, channel; as many as the shape implies.
 * @throws UnsupportedError for an encoding that cannot be written.
 */
export async function encodeChunk(
  encoding: string,
  samples: Samples,
  shape: ChunkShape,
  subject = `${encoding} chunk`,
): Promise<Uint8Array> {
  assertCount(samples, shape, subject);
  const { encode } = await codecFor(encoding, subject);
  if (encode) return encode(samples, shape, subject);
  if (encoding === 'compressed_segmentation') {
    return encodeCompressedSegmentation(asLabels(samples), shape, subject);
  }
  throw new UnsupportedError({ subject, expected: 'an encoding that can be written', got: encoding });
}

function asLabels(samples: Samples): Uint32Array | BigUint64Array {
  if (samples instanceof Uint32Array || samples instanceof BigUint64Array) return samples;
  throw new UnsupportedError({
    subject: 'compressed_segmentation chunk',
    expected: 'uint32 or uint64 labels',
    got: samples.constructor.name,
    cure: 'Convert the labels to uint32 first, or use the raw encoding',
  });
}
