import { decode, encode } from 'fast-png';
import { Unzlib } from 'fflate';
import { CorruptDataError, InvalidDataError, UnsupportedError } from '../errors.ts';
import { bytesPerSample, type Samples } from '../volume.ts';
import { type ChunkShape, decodedBytes, formatShape, samplesIn } from './chunk-shape.ts';
import { interleave, planar } from './interleave.ts';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10] as const;

/** By PNG's colour type; palettes (3) hold no samples. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/**
 * Decodes a PNG chunk, exactly: no gamma, no profile, no transparency applied.
 * @returns uint8 or uint16, x fastest, then y, z, channel; pixels row by row are voxels, whatever width and height.
 * @throws CorruptDataError for bytes that are no PNG of the shape; UnsupportedError for palettes and small depths.
 */
export function decodePng(
  bytes: Uint8Array,
  shape: ChunkShape,
  subject = 'png chunk',
): Uint8Array | Uint16Array {
  const pixels = samplesIn(shape) / shape.numChannels;
  const file = keepPixels(bytes, subject);
  const [width, height] = [readU32(file.ihdr, 0), readU32(file.ihdr, 4)];
  const [depth, colour] = [file.ihdr[8], file.ihdr[9]];
  const isKnown = (depth === 8 || depth === 16) && CHANNELS[colour] !== undefined;
  if (!isKnown) {
    const expected = 'grey or RGB, with or without alpha, of 8 or 16 bits';
    throw new UnsupportedError({ subject, expected, got: `colour type ${colour} of ${depth} bits` });
  }
  const bits = 8 * bytesPerSample(shape.dataType);
  const isInteger = shape.dataType === 'uint8' || shape.dataType === 'uint16';
  if (!isInteger || width * height !== pixels || CHANNELS[colour] !== shape.numChannels || depth !== bits) {
    const got = `${width} x ${height} pixels of ${CHANNELS[colour]} x ${depth} bits`;
    throw new CorruptDataError({ subject, expected: formatShape(shape), got });
  }
  // A filter byte a row; interlaced pictures have up to twice as many rows.
  assertInflates(file.data, decodedBytes(shape) + 2 * height + 16, subject);
  const { data } = orCorrupt(subject, () => decode(file.png, { checkCrc: true }));
  if (data.length === samplesIn(shape)) return planar(data as Uint8Array | Uint16Array, shape.numChannels);
  throw new CorruptDataError({ subject, expected: `${samplesIn(shape)} samples`, got: `${data.length}` });
}

/**
 * Encodes a PNG chunk, width x, height y * z.
 * @param samples uint8 or uint16, 1 to 4 channels, planar.
 */
export function encodePng(samples: Samples, shape: ChunkShape, subject = 'png chunk'): Uint8Array {
  const { size, numChannels } = shape;
  const isImage = samples instanceof Uint8Array || samples instanceof Uint16Array;
  if (!isImage || numChannels > 4) {
    const expected = 'uint8 or uint16 in 1 to 4 channels';
    throw new UnsupportedError({ subject, expected, got: formatShape(shape), cure: 'Use the raw encoding' });
  }
  if (samples.length !== samplesIn(shape)) {
    throw new InvalidDataError({ subject, expected: formatShape(shape), got: `${samples.length} samples` });
  }
  const depth = samples instanceof Uint8Array ? 8 : 16;
  const data = interleave(samples, numChannels);
  const zlib = shape.pngLevel === undefined ? undefined : { level: shape.pngLevel as 0 };
  return encode({ width: size[0], height: size[1] * size[2], data, depth, channels: numChannels }, { zlib });
}

const readU32 = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset);

interface Pixels {
  readonly ihdr: Uint8Array;
  readonly data: readonly Uint8Array[];
  /** The file with nothing but what holds pixels: profiles and texts are not ours to unpack. */
  readonly png: Uint8Array;
}

function keepPixels(bytes: Uint8Array, subject: string): Pixels {
  const corrupt = (expected: string, got: string) => new CorruptDataError({ subject, expected, got });
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) throw corrupt('a PNG signature', 'other bytes');
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const data: Uint8Array[] = [];
  let ihdr: Uint8Array | undefined;
  for (let offset = 8, type = ''; type !== 'IEND'; ) {
    if (offset + 12 > bytes.length) throw corrupt('an IEND chunk', `an end at byte ${bytes.length}`);
    const length = readU32(bytes, offset);
    const end = offset + 12 + length;
    if (end > bytes.length)
      throw corrupt(`a chunk of ${length} bytes at ${offset}`, `${bytes.length} in all`);
    type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const body = bytes.subarray(offset + 8, end - 4);
    if ((type === 'IHDR') !== (ihdr === undefined) || (type === 'IHDR' && length !== 13)) {
      throw corrupt('one IHDR chunk of 13 bytes, first', `${type} of ${length}`);
    }
    if (type === 'IHDR') ihdr = body;
    if (type === 'IDAT') data.push(body);
    if (type === 'IHDR' || type === 'IDAT' || type === 'IEND') kept.push(bytes.subarray(offset, end));
    offset = end;
  }
  const png = new Uint8Array(kept.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of kept) {
    png.set(part, to);
    to += part.length;
  }
  return { ihdr: ihdr as Uint8Array, data, png };
}

/** Slices that one after the other cannot unpack to more than some 16 MB. */
const SLICE_BYTES = 16_384;

/** The library unpacks without a limit, so that a first pass counts. */
function assertInflates(data: readonly Uint8Array[], maxBytes: number, subject: string): void {
  let total = 0;
  const inflate = new Unzlib((part) => {
    total += part.length;
  });
  orCorrupt(subject, () => {
    for (const part of data) {
      for (let at = 0; at < part.length && total <= maxBytes; at += SLICE_BYTES) {
        inflate.push(part.slice(at, at + SLICE_BYTES));
      }
    }
  });
  if (total <= maxBytes) return;
  throw new CorruptDataError({ subject, expected: `at most ${maxBytes} bytes of pixels`, got: 'more' });
}

function orCorrupt<T>(subject: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptDataError({ subject, expected: 'a whole PNG', got, cause });
  }
}
