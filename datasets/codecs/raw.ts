import { CorruptDataError } from '../errors.ts';
import { bytesOf, type Samples, samplesFromBytes } from '../volume.ts';
import { type ChunkShape, decodedBytes, formatShape } from './chunk-shape.ts';

/**
 * Decodes a raw chunk: little-endian samples, x fastest, then y, z, channel.
 * @throws CorruptDataError unless the length is exactly what the shape implies.
 */
export function decodeRaw(bytes: Uint8Array, shape: ChunkShape, subject = 'raw chunk'): Samples {
  const expected = decodedBytes(shape);
  if (bytes.length !== expected) {
    throw new CorruptDataError({
      subject,
      expected: `${expected} bytes (${formatShape(shape)})`,
      got: `${bytes.length} bytes`,
      cure: 'The chunk is truncated, padded at the edge, or of another data type than the info file says',
    });
  }
  return samplesFromBytes(shape.dataType, bytes);
}

/** Encodes a raw chunk: the samples' own little-endian bytes, as a view. */
export function encodeRaw(samples: Samples): Uint8Array {
  return bytesOf(samples);
}
