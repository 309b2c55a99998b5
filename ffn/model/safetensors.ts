/**
 * safetensors: a length, a JSON header, raw little-endian values.
 * Source: huggingface/safetensors, README "Format".
 */
import { CorruptDataError, UnsupportedError } from '../../datasets/errors.ts';
import { elementCount, formatShape, type Weights, type WeightTensor } from './weights.ts';

export interface SafetensorsFile {
  readonly tensors: Weights;
  /** Texts under `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;
const ALIGNMENT = 8;

interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** @returns the file; tensors lie in the order given, without gaps. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, TensorEntry | Readonly<Record<string, string>>> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * @throws CorruptDataError where the header is none, values are cut off, overlap or leave gaps; UnsupportedError for values
 *   other than float32.
 */
export function decodeSafetensors(bytes: Uint8Array, subject: string): SafetensorsFile {
  const { header, dataBegin } = readHeader(bytes, subject);
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = new Map<string, WeightTensor>();
  let expectedBegin = 0;
  const ordered = Object.entries(entries as Record<string, TensorEntry>)
    .map(([name, entry]) => [name, checkEntry(entry, `${subject}, tensor "${name}"`)] as const)
    .sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  for (const [name, { shape, data_offsets }] of ordered) {
    const [begin, end] = data_offsets;
    const tensor = `${subject}, tensor "${name}"`;
    if (begin !== expectedBegin) throw corrupt(tensor, `values from byte ${expectedBegin} on`, `${begin}`);
    if (dataBegin + end > bytes.length) {
      throw corrupt(tensor, `${dataBegin + end} bytes`, `a file of ${bytes.length} bytes`);
    }
    // A copy, aligned; `slice` of a Node Buffer would be a view.
    const copy = new Uint8Array(bytes.subarray(dataBegin + begin, dataBegin + end));
    tensors.set(name, { shape, data: new Float32Array(copy.buffer) });
    expectedBegin = end;
  }
  if (dataBegin + expectedBegin !== bytes.length) {
    throw corrupt(subject, `${dataBegin + expectedBegin} bytes`, `${bytes.length}`);
  }
  return { tensors, metadata: checkMetadata(metadata, subject) };
}

function readHeader(bytes: Uint8Array, subject: string) {
  if (bytes.length < LENGTH_BYTES) throw corrupt(subject, 'a safetensors file', `${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const dataBegin = LENGTH_BYTES + Number(length);
  if (length > BigInt(MAX_HEADER_BYTES) || dataBegin > bytes.length) {
    throw corrupt(subject, 'a header within the file', `one of ${length} bytes`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, dataBegin));
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return { header: header as Record<string, unknown>, dataBegin };
    }
  } catch (cause) {
    throw new CorruptDataError({ subject, expected: 'a JSON header', got: 'other bytes', cause });
  }
  throw corrupt(subject, 'a JSON object as header', 'another value');
}

function checkEntry(entry: TensorEntry, subject: string): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = entry ?? {};
  const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isCount) || !Array.isArray(offsets) || !offsets.every(isCount)) {
    throw corrupt(subject, 'dtype, shape and data_offsets', JSON.stringify(entry) ?? 'nothing');
  }
  if (dtype !== 'F32') throw new UnsupportedError({ subject, expected: 'values F32', got: String(dtype) });
  const [begin = 0, end = 0] = offsets;
  const needed = 4 * elementCount(shape);
  if (offsets.length === 2 && end - begin === needed) return entry;
  throw corrupt(subject, `${needed} bytes for shape ${formatShape(shape)}`, `${end - begin}`);
}

function checkMetadata(metadata: unknown, subject: string): Record<string, string> {
  const isTexts =
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).every((value) => typeof value === 'string');
  if (isTexts) return metadata as Record<string, string>;
  throw corrupt(`${subject}, __metadata__`, 'texts by name', JSON.stringify(metadata) ?? 'nothing');
}

function corrupt(subject: string, expected: string, got: string): CorruptDataError {
  return new CorruptDataError({ subject, expected, got });
}
