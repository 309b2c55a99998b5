import { basename } from 'node:path';
import { InvalidDataError } from '../errors.ts';
import { openRandomAccess, sliceCacheBytes } from '../files/index.node.ts';
import { eachConcurrently } from '../files/index.ts';
import { boxOf, boxSize, type Xyz, xyz } from '../geometry/index.ts';
import { listSlices } from '../images/index.node.ts';
import { findGaps } from '../images/index.ts';
import { assertInside, createBlock } from '../memory-volume.ts';
import { typeWarning, volumeTypeOf } from '../raw-file/index.ts';
import { throwIfAborted } from '../stores/index.ts';
import { bytesPerSample, type Volume } from '../volume.ts';
import { assertReadable } from './decompress.node.ts';
import { openTiffFile, type TiffFile } from './directory.ts';
import { formatText, type PageFormat, type TiffPage } from './page.ts';
import { findPages, type TiffPages } from './pages.ts';
import { readPageBox } from './read-page-box.node.ts';
import { createSegmentCache } from './segment-cache.node.ts';

/** A TIFF file or a folder of them as a volume. Files stay open until `close`. */
export interface TiffVolume extends Volume {
  readonly warnings: readonly string[];
  close(): void;
}

export interface TiffOptions {
  /** Decoded strips and tiles kept for the next read. Default `sliceCacheBytes`. */
  readonly maxCacheBytes?: number;
}

/** Pages read at once. */
const CONCURRENT_PAGES = 4;

/**
 * Opens a TIFF or BigTIFF file: pages are sections, or channels of them where ImageJ or OME says so; samples of a pixel
 * are channels. Uncompressed strips are read by ranges, of compressed ones whole strips or tiles, which are kept within
 * `maxCacheBytes`; memory is bounded by the box, that, and a strip or tile for each of 4 pages.
 *
 * float64 becomes float32; samples of 1, 2 and 4 bits become bytes; a palette's indices are the voxels.
 * @throws MissingError; CorruptDataError naming field and offset; UnsupportedError for other compressions and types;
 * InvalidDataError where pages differ; TooLargeError for strips of over 2 GiB.
 */
export async function openTiff(path: string, options: TiffOptions = {}): Promise<TiffVolume> {
  const handle = await openRandomAccess(path);
  try {
    const file = await openTiffFile(handle.read, handle.bytes, path);
    const pages = await findPages(file);
    assertReadable(await pages.page(0), path);
    const { channels, placeOf, spacingNm } = pages.description;
    const depth = Math.ceil(pages.count / channels);
    const pageAt = new Map(
      Array.from({ length: pages.count }, (_, i) => {
        const { z, channel } = placeOf(i);
        return [channel + channels * z, i] as const;
      }),
    );
    if (pages.count % channels !== 0) throw unevenChannels(path, pages.count, channels);
    const { pixelNm } = pages;
    const volume = createVolume({
      format: pages.format,
      depth,
      channels,
      subject: path,
      voxelSizeNm: pixelNm && spacingNm !== undefined ? xyz(...pixelNm, spacingNm) : undefined,
      maxCacheBytes: options.maxCacheBytes,
      async withPage(z, channel, use) {
        const index = pageAt.get(channel + channels * z) as number;
        await use(file, await pages.page(index));
      },
    });
    const warnings = [...volume.warnings, ...pages.warnings];
    return { ...volume, warnings, close: () => void handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Opens a folder or glob of TIFF files of one page each, in natural order. Reads all headers; files are open while they
 * are read.
 * @throws InvalidDataError naming the file that differs from the first or holds several pages; those of `openTiff`.
 */
export async function openTiffStack(folderOrGlob: string, options: TiffOptions = {}): Promise<TiffVolume> {
  const files = await listSlices(folderOrGlob, /\.tiff?$/i, 'TIFF files');
  const first = await withFile(files[0], async (_, pages) => {
    assertReadable(await pages.page(0), files[0]);
    return pages;
  });
  const { format, pixelNm, description, warnings: fileWarnings } = first;
  await eachConcurrently(files, async (path) => {
    await withFile(path, async (_, other) => assertSlice(path, other, { path: files[0], format }));
  });
  const { spacingNm } = description;
  const volume = createVolume({
    format,
    depth: files.length,
    channels: 1,
    subject: folderOrGlob,
    voxelSizeNm: pixelNm && spacingNm !== undefined ? xyz(...pixelNm, spacingNm) : undefined,
    maxCacheBytes: options.maxCacheBytes,
    withPage: (z, _, use) => withFile(files[z], async (file, pages) => use(file, await pages.page(0))),
  });
  const gaps = findGaps(files.map((file) => basename(file)));
  return { ...volume, warnings: [...volume.warnings, ...fileWarnings, ...gaps], close: () => undefined };
}

async function withFile<T>(path: string, use: (file: TiffFile, pages: TiffPages) => Promise<T>): Promise<T> {
  const handle = await openRandomAccess(path);
  try {
    const file = await openTiffFile(handle.read, handle.bytes, path);
    return await use(file, await findPages(file));
  } finally {
    await handle.close();
  }
}

function assertSlice(path: string, pages: TiffPages, first: { path: string; format: PageFormat }): void {
  if (pages.count !== 1) {
    const cure = 'Convert the file itself, or split it: tiffsplit';
    throw new InvalidDataError({
      subject: path,
      expected: 'one page, as a slice of a stack',
      got: `${pages.count}`,
      cure,
    });
  }
  const [text, expected] = [formatText(pages.format), formatText(first.format)];
  if (text === expected && pages.format.bits === first.format.bits) return;
  throw new InvalidDataError({
    subject: path,
    expected: `the size and type of ${first.path} (${expected}, ${first.format.bits} bits)`,
    got: `${text}, ${pages.format.bits} bits`,
  });
}

function unevenChannels(subject: string, pages: number, channels: number): InvalidDataError {
  const expected = `pages for ${channels} channels each`;
  return new InvalidDataError({ subject, expected, got: `${pages} pages`, cure: 'Export the stack again' });
}

interface VolumeParts {
  readonly format: PageFormat;
  readonly depth: number;
  /** Pages of one section. */
  readonly channels: number;
  readonly subject: string;
  readonly voxelSizeNm: Xyz | undefined;
  readonly maxCacheBytes: number | undefined;
  withPage(z: number, channel: number, use: (file: TiffFile, page: TiffPage) => Promise<void>): Promise<void>;
}

function createVolume(parts: VolumeParts): Volume & { readonly warnings: readonly string[] } {
  const { format, depth, channels, subject, voxelSizeNm } = parts;
  const bounds = boxOf(xyz(0, 0, 0), xyz(format.width, format.height, depth));
  const dataType = volumeTypeOf(format.type);
  const numChannels = channels * format.samples;
  const sectionBytes = format.width * format.height * numChannels * bytesPerSample(dataType);
  const cached = createSegmentCache(parts.maxCacheBytes ?? sliceCacheBytes(sectionBytes));
  const warning = typeWarning(format.type);
  return {
    dataType,
    numChannels,
    bounds,
    voxelSizeNm,
    warnings: warning ? [warning] : [],
    async read(box, { signal } = {}) {
      assertInside(bounds, box, subject);
      const block = createBlock(dataType, boxSize(box), numChannels);
      if (block.data.length === 0) return block;
      const places = Array.from({ length: (box.end[2] - box.begin[2]) * channels }, (_, i) => ({
        z: box.begin[2] + Math.floor(i / channels),
        channel: i % channels,
      }));
      await eachConcurrently(
        places,
        async ({ z, channel }) => {
          throwIfAborted(signal, subject);
          await parts.withPage(z, channel, (file, page) => {
            assertReadable(page, subject);
            const source = { file, page, name: `${z}/${channel}`, cached, signal };
            return readPageBox(source, { block, box, z, channel: channel * format.samples });
          });
        },
        CONCURRENT_PAGES,
      );
      return block;
    },
  };
}
