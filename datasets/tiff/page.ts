import { TooLargeError, UnsupportedError } from '../errors.ts';
import type { FileType } from '../raw-file/index.ts';
import {
  bad,
  fieldName,
  readFieldBytes,
  readNumbers,
  type TiffDirectory,
  type TiffFile,
} from './directory.ts';

/** What all pages of a stack share. */
export interface PageFormat {
  readonly width: number;
  readonly height: number;
  readonly type: FileType;
  /** Of a sample in the file: 1, 2 and 4 become bytes. */
  readonly bits: number;
  /** Samples of a pixel. */
  readonly samples: number;
}

/** How a page lies in its file: in strips, which are tiles as wide as the page, or in tiles. */
export interface TiffPage extends PageFormat {
  readonly compression: number;
  readonly predictor: number;
  readonly photometric: number;
  /** Samples of a pixel that lie side by side in a segment: all, or one where planes are apart. */
  readonly samplesTogether: number;
  readonly isTiled: boolean;
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  /** Segments of a row, and rows of segments, of one plane. */
  readonly across: number;
  readonly down: number;
  /** By plane, row and column of segments. */
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
  readonly jpegTables: Uint8Array | undefined;
  readonly warnings: readonly string[];
}

/** A segment is decoded whole. */
const MAX_SEGMENT_BYTES = 2 ** 31;
const MAX_EDGE = 2 ** 24;

/**
 * Reads what a directory says of its page.
 * @throws CorruptDataError, UnsupportedError, TooLargeError naming the field.
 */
export async function readPage(file: TiffFile, directory: TiffDirectory): Promise<TiffPage> {
  const first = async (tag: number, otherwise?: number): Promise<number> => {
    const [value = otherwise] = await readNumbers(file, directory, tag);
    if (value !== undefined) return value;
    throw bad(file.subject, fieldName(directory, tag), 'a value', 'none');
  };
  const format = await readFormat(file, directory, first);
  const { width, height, samples, bits } = format;
  const isTiled = directory.fields.has(322);
  const segmentWidth = isTiled ? await first(322) : width;
  const rows = await first(isTiled ? 323 : 278, isTiled ? undefined : height);
  const segmentHeight = isTiled ? rows : Math.min(rows, height);
  if (!(segmentWidth >= 1 && segmentHeight >= 1 && segmentWidth <= MAX_EDGE && segmentHeight <= MAX_EDGE)) {
    const name = fieldName(directory, isTiled ? 322 : 278);
    throw bad(file.subject, name, 'a size from 1 on', `${segmentWidth} x ${segmentHeight}`);
  }
  const isPlanar = samples > 1 && (await first(284, 1)) === 2;
  const samplesTogether = isPlanar ? 1 : samples;
  const segmentBytes = Math.ceil((segmentWidth * samplesTogether * bits) / 8) * segmentHeight;
  const across = Math.ceil(width / segmentWidth);
  const down = Math.ceil(height / segmentHeight);
  const count = across * down * (isPlanar ? samples : 1);
  const compression = await first(259, 1);
  const photometric = await first(262, 1);
  if (segmentBytes > MAX_SEGMENT_BYTES && compression !== 1) {
    const cure = 'Rewrite the file in tiles: tiffcp -t -w 512 -l 512';
    const expected = `${isTiled ? 'tiles' : 'strips'} of at most ${MAX_SEGMENT_BYTES} bytes`;
    throw new TooLargeError({ subject: file.subject, expected, got: `${segmentBytes}`, cure });
  }
  return {
    ...format,
    compression,
    predictor: await first(317, 1),
    photometric,
    samplesTogether,
    isTiled,
    segmentWidth,
    segmentHeight,
    across,
    down,
    offsets: await segmentNumbers(file, directory, { tag: isTiled ? 324 : 273, count }),
    // Some writers leave the counts out where nothing is compressed.
    byteCounts:
      compression === 1 && !directory.fields.has(isTiled ? 325 : 279)
        ? new Array<number>(count).fill(segmentBytes)
        : await segmentNumbers(file, directory, { tag: isTiled ? 325 : 279, count }),
    jpegTables: compression === 7 ? await readFieldBytes(file, directory, 347) : undefined,
    warnings: warningsOf(photometric, await first(274, 1)),
  };
}

type First = (tag: number, otherwise?: number) => Promise<number>;

async function readFormat(file: TiffFile, directory: TiffDirectory, first: First): Promise<PageFormat> {
  const [width, height] = [await first(256), await first(257)];
  for (const [tag, n] of [
    [256, width],
    [257, height],
  ] as const) {
    if (n >= 1 && n <= MAX_EDGE) continue;
    throw bad(file.subject, fieldName(directory, tag), `1 to ${MAX_EDGE}`, `${n}`);
  }
  const samples = await first(277, 1);
  if (samples < 1 || samples > 1024) {
    throw bad(file.subject, fieldName(directory, 277), '1 to 1024', `${samples}`);
  }
  const same = async (tag: number, otherwise: number): Promise<number> => {
    const values = await readNumbers(file, directory, tag);
    if (values.every((value) => value === values[0])) return values[0] ?? otherwise;
    const [subject, got] = [`${file.subject}: ${fieldName(directory, tag)}`, values.join(', ')];
    throw new UnsupportedError({ subject, expected: 'the same for all samples', got });
  };
  const [bits, format] = [await same(258, 1), await same(339, 1)];
  if ((await first(266, 1)) !== 1) {
    const subject = `${file.subject}: ${fieldName(directory, 266)}`;
    throw new UnsupportedError({
      subject,
      expected: '1',
      got: 'another',
      cure: 'Rewrite it: tiffcp -f msb2lsb',
    });
  }
  return { width, height, bits, samples, type: typeOf(file, directory, { bits, format }) };
}

interface SampleKind {
  readonly bits: number;
  readonly format: number;
}

function typeOf(file: TiffFile, directory: TiffDirectory, { bits, format }: SampleKind): FileType {
  // 4 is "undefined": unsigned integers in practice.
  if ((format === 1 || format === 4) && [1, 2, 4].includes(bits)) return 'uint8';
  if ((format === 1 || format === 4) && [8, 16, 32, 64].includes(bits)) return `uint${bits}` as FileType;
  if (format === 2 && [8, 16, 32, 64].includes(bits)) return `int${bits}` as FileType;
  if (format === 3 && [16, 32, 64].includes(bits)) return `float${bits}` as FileType;
  const kind = ['', 'unsigned', 'signed', 'float', 'undefined', 'complex int', 'complex'][format];
  throw new UnsupportedError({
    subject: `${file.subject}: ${fieldName(directory, 258)}`,
    expected: 'integers of 1, 2, 4, 8, 16, 32 or 64 bits, or floats of 16, 32 or 64',
    got: `${bits} bits, ${kind ?? `format ${format}`}`,
    cure: 'Export it as 8 or 16 bits, or as 32-bit float',
  });
}

async function segmentNumbers(
  file: TiffFile,
  directory: TiffDirectory,
  { tag, count }: { readonly tag: number; readonly count: number },
): Promise<number[]> {
  const numbers = await readNumbers(file, directory, tag);
  if (numbers.length >= count) return numbers;
  throw bad(file.subject, fieldName(directory, tag), `${count} values`, `${numbers.length}`);
}

function warningsOf(photometric: number, orientation: number): string[] {
  const warnings: string[] = [];
  if (photometric === 3) warnings.push('a palette of colours is left aside: voxels are its indices');
  if (orientation !== 1) {
    warnings.push(
      `orientation ${orientation} (tag 274) is left aside: rows and columns are kept as they lie in the file`,
    );
  }
  return warnings;
}

/** `250 x 250, uint8, 3 samples` */
export const formatText = ({ width, height, type, samples }: PageFormat): string =>
  `${width} x ${height}, ${type}${samples > 1 ? `, ${samples} samples` : ''}`;
