import { decodeBytes } from '../codecs/bytes/index.ts';
import { CorruptDataError, UnsupportedError } from '../errors.ts';
import { denseStrides, type NdChunk, productOf } from '../ndarray/index.ts';
import { bytesPerFileSample, decodeSamples } from '../raw-file/index.ts';
import type { N5Description } from './parse-attributes.ts';

const MODES = { plain: 0, varLength: 1 };

/**
 * Decodes a block: a big-endian header with its own size, then samples, compressed.
 * @throws CorruptDataError for bytes that do not fit; UnsupportedError for blocks of objects. Source: the N5 specification.
 */
export async function decodeN5Block(
  bytes: Uint8Array,
  { blockShape, fileType, codec }: N5Description,
  subject: string,
): Promise<NdChunk> {
  const { shape, dataOffset } = readHeader(bytes, blockShape, subject);
  const plainBytes = productOf(shape) * bytesPerFileSample(fileType);
  const payload = bytes.subarray(dataOffset);
  const plain = codec === undefined ? payload : await decodeBytes(codec, payload, plainBytes, subject);
  if (plain.length !== plainBytes)
    throw damaged(subject, `${plainBytes} bytes of samples`, `${plain.length}`);
  const data = decodeSamples(fileType, plain, { isBigEndian: true, subject });
  const slowestFirst = shape.map((_, d) => shape.length - 1 - d);
  return { data, shape, strides: denseStrides(shape, slowestFirst) };
}

function readHeader(bytes: Uint8Array, blockShape: readonly number[], subject: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rank = blockShape.length;
  const sizesEnd = 4 + 4 * rank;
  if (bytes[0] === 0x3c) {
    const cure = 'A host that answers unknown paths with a page does this: check the address';
    throw new CorruptDataError({ subject, expected: 'an N5 block', got: 'HTML or XML', cure });
  }
  if (bytes.length < sizesEnd) throw damaged(subject, `a header of ${sizesEnd} bytes`, `${bytes.length}`);
  const [mode, dimensions] = [view.getUint16(0), view.getUint16(2)];
  if (mode !== MODES.plain && mode !== MODES.varLength) {
    const cure = 'Only blocks of samples are read: write the array again';
    throw new UnsupportedError({ subject, expected: 'a block of mode 0 or 1', got: `mode ${mode}`, cure });
  }
  if (dimensions !== rank) throw damaged(subject, `${rank} dimensions`, `${dimensions}`);
  const shape = blockShape.map((_, d) => view.getUint32(4 + 4 * d));
  if (!shape.every((n, d) => n > 0 && n <= blockShape[d]))
    throw damaged(subject, `a block of at most ${blockShape.join(' x ')}`, shape.join(' x '));
  const dataOffset = sizesEnd + (mode === MODES.varLength ? 4 : 0);
  if (mode === MODES.varLength && bytes.length >= dataOffset) {
    const count = view.getUint32(sizesEnd);
    if (count !== productOf(shape)) throw damaged(subject, `${productOf(shape)} samples`, `${count}`);
  }
  return { shape, dataOffset };
}

const damaged = (subject: string, expected: string, got: string) =>
  new CorruptDataError({
    subject,
    expected,
    got,
    cure: 'The block is truncated or damaged, or attributes.json is of another array',
  });
