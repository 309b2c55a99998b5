import { CorruptDataError } from '../../errors.ts';
import { bytesPerSample } from '../../volume.ts';
import { type ChunkShape, formatShape, samplesIn } from '../chunk-shape.ts';

const HEADER_BYTES = 36;

/** A compresso file cut into its sections, every length proved against the file's. */
export interface CompressoFile {
  readonly steps: readonly [number, number, number];
  readonly windowBytes: number;
  /** Whether components join through z as well. */
  readonly isSolid: boolean;
  readonly ids: Uint8Array;
  readonly values: Uint8Array;
  readonly locations: Uint8Array;
  readonly windows: Uint8Array;
}

export const corruptCompresso = (subject: string, expected: string, got: string): CorruptDataError =>
  new CorruptDataError({ subject, expected, got, cure: 'Write this chunk again from its source' });

/**
 * Cuts a compresso file, versions 0 and 1. Source: formats.md 1.4.
 * @throws CorruptDataError where a field is outside its range, the size is not the shape's, or a section ends outside.
 */
export function parseCompresso(bytes: Uint8Array, shape: ChunkShape, subject: string): CompressoFile {
  const expect = (holds: boolean, expected: string, got: unknown) => {
    if (!holds) throw corruptCompresso(subject, expected, String(got));
  };
  expect(bytes.length >= HEADER_BYTES, `${HEADER_BYTES} bytes of header`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect(view.getUint32(0) === 0x6370736f, 'a file that begins with "cpso"', 'other bytes');
  const [version, labelBytes, connectivity] = [bytes[4], bytes[5], bytes[35]];
  expect(version <= 1, 'compresso version 0 or 1', version);
  expect(labelBytes === bytesPerSample(shape.dataType), `labels of ${shape.dataType}`, `${labelBytes} bytes`);
  const size = [6, 8, 10].map((offset) => view.getUint16(offset, true));
  const isWanted = shape.numChannels === 1 && size.every((n, i) => n === shape.size[i]);
  expect(isWanted, formatShape(shape), size.join(' x '));
  const steps = [bytes[12], bytes[13], bytes[14]] as const;
  const bits = steps[0] * steps[1] * steps[2];
  expect(bits >= 1 && bits <= 64, 'a window of 1 to 64 voxels', steps.join(' x '));
  const isKnown = connectivity === 4 || (connectivity === 6 && version === 0);
  expect(isKnown, 'connectivity 4, or 6 in version 0', connectivity);
  const windowBytes = bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
  let offset = HEADER_BYTES;
  const take = (what: string, count: number, width: number): Uint8Array => {
    const end = offset + count * width;
    expect(end <= bytes.length, `${count} ${what} inside ${bytes.length} bytes`, `an end at ${end}`);
    offset = end;
    return bytes.subarray(end - count * width, end);
  };
  const ids = take('labels', readU64(view, 15), labelBytes);
  const values = take('window values', view.getUint32(23, true), windowBytes);
  const locations = take('locations', readU64(view, 27), labelBytes);
  const windowsEnd = bytes.length - (version === 1 ? indexBytes(shape) : 0);
  const rest = windowsEnd - offset;
  expect(rest >= 0 && rest % windowBytes === 0, `windows of ${windowBytes} bytes`, `${rest} bytes`);
  const windows = bytes.subarray(offset, windowsEnd);
  return { steps, windowBytes, isSolid: connectivity === 6, ids, values, locations, windows };
}

/** Above 2^53 the number is not exact, and far outside any file all the same. */
export const readU64 = (view: DataView, offset: number): number =>
  view.getUint32(offset, true) + 2 ** 32 * view.getUint32(offset + 4, true);

/** Version 1 ends with two tables of an entry per slice, which a reader of whole chunks does not need. */
function indexBytes(shape: ChunkShape): number {
  const largest = (2 * samplesIn(shape)) / shape.size[2];
  const width = largest < 255 ? 1 : largest < 65_535 ? 2 : largest < 2 ** 32 - 1 ? 4 : 8;
  return 2 * shape.size[2] * width;
}
