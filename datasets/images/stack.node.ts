import { basename } from 'node:path';
import { InvalidDataError } from '../errors.ts';
import { sliceCacheBytes } from '../files/index.node.ts';
import { eachConcurrently } from '../files/index.ts';
import { type Box, boxOf, boxSize, type Xyz, xyz } from '../geometry/index.ts';
import { assertInside, copyBox, createBlock } from '../memory-volume.ts';
import { throwIfAborted } from '../stores/index.ts';
import type { Volume, VoxelBlock } from '../volume.ts';
import { decodeSlice, readFormat, type SliceFormat } from './decode.node.ts';
import { listImages } from './list-images.node.ts';
import { findGaps } from './natural-order.ts';

/** A folder of slices as a volume: x and y are the image's, z is the place in natural order. */
export interface ImageStack extends Volume {
  /** Paths, by z - origin z. */
  readonly files: readonly string[];
  /** What a person should know before trusting the stack, such as gaps in the numbering. */
  readonly warnings: readonly string[];
}

export interface ImageStackOptions {
  /** Images do not say it. */
  readonly voxelSizeNm?: Xyz;
  /** First voxel of the first slice. Default: 0, 0, 0. */
  readonly origin?: Xyz;
  /** Decoded slices kept for the next read. Default `sliceCacheBytes`. */
  readonly maxCacheBytes?: number;
}

/** Slices are kept at least while `eachConcurrently` reads them. */
const MIN_SLICES = 4;

/**
 * Opens a stack of PNG or JPEG slices of 8 or 16 bits; grey, colours and alpha are channels. Reads all headers; decodes a slice when a box
 * needs it.
 * @param folderOrGlob see `listImages`.
 * @throws InvalidDataError naming both files where two slices differ in size or type; MissingError for no
 * images; UnsupportedError for palettes; CorruptDataError for what is not an image.
 */
export async function openImageStack(
  folderOrGlob: string,
  options: ImageStackOptions = {},
): Promise<ImageStack> {
  const { voxelSizeNm, origin = xyz(0, 0, 0) } = options;
  const files = await listImages(folderOrGlob);
  const format = await commonFormat(files);
  const bounds = boxOf(origin, [format.width, format.height, files.length]);
  const slices = createSliceCache(files, format, options.maxCacheBytes);
  return {
    dataType: format.dataType,
    numChannels: format.channels,
    bounds,
    voxelSizeNm,
    files,
    warnings: findGaps(files.map((file) => basename(file))),
    async read(box, { signal } = {}) {
      assertInside(bounds, box, folderOrGlob);
      const target = createBlock(format.dataType, boxSize(box), format.channels);
      await eachConcurrently(range(box.begin[2], box.end[2]), async (z) => {
        throwIfAborted(signal, folderOrGlob);
        const block = await slices(z - origin[2]);
        const plane: Box = { begin: [box.begin[0], box.begin[1], z], end: [box.end[0], box.end[1], z + 1] };
        const from = { block, origin: xyz(origin[0], origin[1], z) };
        copyBox(from, { block: target, origin: box.begin }, plane);
      });
      return target;
    },
  };
}

async function commonFormat(files: readonly string[]): Promise<SliceFormat> {
  const first = await readFormat(files[0]);
  await eachConcurrently(files.slice(1), async (file) => {
    const other = await readFormat(file);
    if (formatText(other) === formatText(first)) return;
    throw new InvalidDataError({
      subject: file,
      expected: `${formatText(first)}, as ${files[0]} has`,
      got: formatText(other),
      cure: 'Crop or convert the slices so that all are alike',
    });
  });
  return first;
}

const formatText = ({ width, height, channels, dataType }: SliceFormat): string =>
  `${width} x ${height} ${dataType}${channels > 1 ? ` of ${channels} channels` : ''}`;

type SliceCache = (index: number) => Promise<VoxelBlock>;

/** The slices used last, as promises, so that two reads at once decode a slice once. */
function createSliceCache(
  files: readonly string[],
  format: SliceFormat,
  limit: number | undefined,
): SliceCache {
  const { dataType, width, height, channels } = format;
  const sliceBytes = width * height * channels * (dataType === 'uint16' ? 2 : 1);
  const maxBytes = limit ?? sliceCacheBytes(sliceBytes);
  const maxSlices = Math.max(MIN_SLICES, Math.floor(maxBytes / sliceBytes));
  const cached = new Map<number, Promise<VoxelBlock>>();
  const decode = async (index: number): Promise<VoxelBlock> => {
    const data = await decodeSlice(files[index], format);
    return { dataType, size: [width, height, 1], numChannels: channels, data };
  };
  return (index) => {
    const slice = cached.get(index) ?? decode(index);
    // A Map keeps insertion order: the first key is the one not used for longest.
    cached.delete(index);
    cached.set(index, slice);
    if (cached.size > maxSlices) cached.delete(cached.keys().next().value as number);
    slice.catch(() => cached.delete(index));
    return slice;
  };
}

function* range(begin: number, end: number): Generator<number> {
  for (let i = begin; i < end; i++) yield i;
}
