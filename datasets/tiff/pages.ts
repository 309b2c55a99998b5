import { InvalidDataError } from '../errors.ts';
import { bytesPerFileSample } from '../raw-file/index.ts';
import { parseDescription, type TiffDescription } from './description.ts';
import {
  bad,
  readDirectory,
  readFieldBytes,
  readNumbers,
  type TiffDirectory,
  type TiffFile,
} from './directory.ts';
import { formatText, type PageFormat, readPage, type TiffPage } from './page.ts';

/** The pages of one file that make a stack, without thumbnails. */
export interface TiffPages {
  readonly format: PageFormat;
  readonly count: number;
  readonly description: TiffDescription;
  /** Nanometres of x and y; undefined where the file does not say. */
  readonly pixelNm: readonly [x: number, y: number] | undefined;
  readonly warnings: readonly string[];
  page(index: number): Promise<TiffPage>;
}

/** Bit 0 of NewSubfileType (tag 254): a smaller copy of another page. */
const REDUCED = 1;

/** Parsed pages that are kept: a box of 64 sections reads each more than once. */
const MAX_KEPT_PAGES = 256;

/**
 * Finds the pages of a file: all of the chain of directories, or, where ImageJ wrote one directory for more than 4 GB,
 * planes that follow one another without gaps.
 * @throws InvalidDataError where pages differ in size or type; CorruptDataError for a damaged chain.
 */
export async function findPages(file: TiffFile): Promise<TiffPages> {
  const first = await readDirectory(file, file.firstOffset);
  const page = await readPage(file, first);
  const text = await readFieldBytes(file, first, 270);
  const description = parseDescription(text && new TextDecoder().decode(text).split('\0')[0], file.subject);
  const offsets = await walk(file, first, page);
  const pixelNm = description.pixelNm ?? (await pixelSize(file, first, description));
  const warnings = [...page.warnings, ...description.warnings];
  const common = { format: page, description, pixelNm };
  const promised = description.pages ?? offsets.length;
  if (offsets.length === 1 && promised > 1) {
    assertContiguous(file, page, promised);
    return { ...common, warnings, count: promised, page: async (index) => shifted(page, index) };
  }
  if (promised !== offsets.length) {
    warnings.push(`the description speaks of ${promised} pages, the file holds ${offsets.length}`);
  }
  const read = async (index: number) => readPage(file, await readDirectory(file, offsets[index]));
  return { ...common, warnings, count: offsets.length, page: keepSome(read) };
}

/** Offsets of the directories of pages. */
async function walk(file: TiffFile, first: TiffDirectory, format: PageFormat): Promise<number[]> {
  const offsets = [first.offset];
  const seen = new Set(offsets);
  let next = first.next;
  while (next !== 0) {
    if (seen.has(next)) {
      throw bad(file.subject, `directory at offset ${next}`, 'a chain that ends', 'one that returns');
    }
    seen.add(next);
    const directory = await readDirectory(file, next);
    const [kind = 0] = await readNumbers(file, directory, 254);
    if (!(kind & REDUCED)) {
      await assertSame(file, directory, { format, page: offsets.length });
      offsets.push(next);
    }
    next = directory.next;
  }
  return offsets;
}

async function assertSame(
  file: TiffFile,
  directory: TiffDirectory,
  { format, page }: { readonly format: PageFormat; readonly page: number },
): Promise<void> {
  const [[width], [height], [bits = 1], [samples = 1], [sampleFormat = 1]] = await Promise.all(
    [256, 257, 258, 277, 339].map((tag) => readNumbers(file, directory, tag)),
  );
  const isSame =
    width === format.width &&
    height === format.height &&
    bits === format.bits &&
    samples === format.samples &&
    format.type.startsWith({ 2: 'int', 3: 'float' }[sampleFormat] ?? 'uint');
  if (isSame) return;
  throw new InvalidDataError({
    subject: `${file.subject}: page ${page}`,
    expected: `what page 0 holds (${formatText(format)})`,
    got: `${width} x ${height}, ${samples} samples of ${bits} bits, format ${sampleFormat}`,
    cure: 'Split the file into stacks of equal pages: tiffsplit',
  });
}

function planeBytes({ width, height, samples, type }: PageFormat): number {
  return width * height * samples * bytesPerFileSample(type);
}

function assertContiguous(file: TiffFile, page: TiffPage, count: number): void {
  const isPlain = page.compression === 1 && !page.isTiled && page.bits >= 8;
  const end = page.offsets[0] + count * planeBytes(page);
  const isJoined = page.offsets.every(
    (offset, i) => i === 0 || offset === page.offsets[i - 1] + page.byteCounts[i - 1],
  );
  if (isPlain && isJoined && end <= file.bytes) return;
  const field = 'ImageDescription (tag 270)';
  const expected = `${count} planes of ${planeBytes(page)} bytes after one directory`;
  const got =
    isPlain && isJoined ? `a file of ${file.bytes} bytes, which ends before` : 'a page that is not plain';
  throw bad(file.subject, field, expected, got);
}

/** Plane `index` of a file whose planes follow one another. */
function shifted(page: TiffPage, index: number): TiffPage {
  const by = index * planeBytes(page);
  return { ...page, offsets: page.offsets.map((offset) => offset + by) };
}

/** Tags 282 and 283 are pixels for each unit of the description: without one they are for printers. */
async function pixelSize(file: TiffFile, first: TiffDirectory, { unitNm }: TiffDescription) {
  if (unitNm === undefined) return undefined;
  const [x] = await readNumbers(file, first, 282);
  const [y] = await readNumbers(file, first, 283);
  const size = [unitNm / x, unitNm / y] as const;
  return size.every((n) => n > 0 && Number.isFinite(n)) ? size : undefined;
}

function keepSome(read: (index: number) => Promise<TiffPage>): (index: number) => Promise<TiffPage> {
  const kept = new Map<number, Promise<TiffPage>>();
  return (index) => {
    const page = kept.get(index) ?? read(index);
    kept.delete(index);
    kept.set(index, page);
    page.catch(() => kept.delete(index));
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT_PAGES) break;
      kept.delete(oldest);
    }
    return page;
  };
}
