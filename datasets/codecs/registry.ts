import { InvalidDataError, UnsupportedError } from '../errors.ts';
import type { Samples } from '../volume.ts';
import { type ChunkShape, formatShape, samplesIn } from './chunk-shape.ts';

/** Functions of one chunk encoding. `subject` names the chunk in messages. */
export interface ChunkCodec {
  /** @returns exactly as many samples as the shape implies, of its type. */
  decode(bytes: Uint8Array, shape: ChunkShape, subject?: string): Samples | Promise<Samples>;
  /** Left out by codecs that only read, and by those whose encoder `encode-chunk.ts` has. */
  encode?(samples: Samples, shape: ChunkShape, subject?: string): Uint8Array | Promise<Uint8Array>;
}

export type LoadCodec = () => Promise<ChunkCodec>;

/** By the name that info files use. A codec's code is loaded when its first chunk is met. */
const codecs = new Map<string, LoadCodec>([
  ['raw', loadRaw],
  ['compressed_segmentation', loadCompressedSegmentation],
  ['compresso', async () => ({ decode: (await import('./compresso/decode.ts')).decodeCompresso })],
  ['png', loadPng],
]);

async function loadRaw(): Promise<ChunkCodec> {
  const { decodeRaw, encodeRaw } = await import('./raw.ts');
  return { decode: decodeRaw, encode: encodeRaw };
}

async function loadPng(): Promise<ChunkCodec> {
  const { decodePng, encodePng } = await import('./png.ts');
  return { decode: decodePng, encode: encodePng };
}

/** Who only reads gets no encoder: `encode-chunk.ts` has it. */
async function loadCompressedSegmentation(): Promise<ChunkCodec> {
  return {
    decode: (await import('./compressed-segmentation/decode.ts')).decodeCompressedSegmentation,
  };
}

/** Codecs whose code is there: asking the module loader anew costs as much as a small chunk. */
const loaded = new Map<string, ChunkCodec>();

/** Adds or replaces an encoding: the program brings native codecs, the viewer the browser's. */
export function registerCodec(encoding: string, load: LoadCodec): void {
  codecs.set(encoding, load);
  loaded.delete(encoding);
}

/** @throws UnsupportedError for an encoding without a codec. */
export async function codecFor(encoding: string, subject: string): Promise<ChunkCodec> {
  const known = loaded.get(encoding);
  if (known) return known;
  const load = codecs.get(encoding);
  if (load) {
    const codec = await load();
    // Another may have been registered while this one was on its way.
    if (codecs.get(encoding) === load) loaded.set(encoding, codec);
    return codec;
  }
  throw new UnsupportedError({
    subject,
    expected: `an encoding among ${[...codecs.keys()].join(', ')}`,
    got: encoding,
    cure: 'Convert the dataset to one of these encodings',
  });
}

/**
 * Decodes one chunk.
 * @returns samples, x fastest, then y, z, channel; as many as the shape implies.
 * @throws UnsupportedError for an encoding without a codec; CorruptDataError for bytes that do not fit the shape.
 */
export async function decodeChunk(
  encoding: string,
  bytes: Uint8Array,
  shape: ChunkShape,
  subject = `${encoding} chunk`,
): Promise<Samples> {
  const codec = await codecFor(encoding, subject);
  const samples = await codec.decode(bytes, shape, subject);
  assertCount(samples, shape, subject);
  return samples;
}

/** @throws InvalidDataError for another number of samples than the shape implies. */
export function assertCount(samples: Samples, shape: ChunkShape, subject: string): void {
  if (samples.length === samplesIn(shape)) return;
  throw new InvalidDataError({
    subject,
    expected: `${samplesIn(shape)} samples (${formatShape(shape)})`,
    got: `${samples.length}`,
  });
}
