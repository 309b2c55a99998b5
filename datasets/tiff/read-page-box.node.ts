import type { Box } from '../geometry/index.ts';
import type { Samples, VoxelBlock } from '../volume.ts';
import type { TiffFile } from './directory.ts';
import type { TiffPage } from './page.ts';
import { isRaw, readSegment, rowsOf, type Segment, type SegmentPlace } from './segment.node.ts';

/** Gives a whole segment, from memory where it was read before. */
export type SegmentCache = (key: string, read: () => Promise<Segment>) => Promise<Segment>;

/** Where a page's pixels go. */
export interface PageTarget {
  readonly block: VoxelBlock;
  /** The box of the block in the stack; one section of it is the page. */
  readonly box: Box;
  readonly z: number;
  /** First channel of the page. */
  readonly channel: number;
}

/** What is read of an uncompressed strip at once. */
const MAX_READ_BYTES = 4 * 2 ** 20;

export interface PageRead {
  readonly file: TiffFile;
  readonly page: TiffPage;
  /** Tells pages apart in the cache. */
  readonly name: string;
  readonly cached: SegmentCache;
  readonly signal?: AbortSignal;
}

/** Copies the part of a page that is in the box. */
export async function readPageBox(source: PageRead, target: PageTarget): Promise<void> {
  const { page } = source;
  const [[x0, y0], [x1, y1]] = [target.box.begin, target.box.end];
  const planes = page.samples / page.samplesTogether;
  for (let plane = 0; plane < planes; plane++) {
    for (let row = Math.floor(y0 / page.segmentHeight); row * page.segmentHeight < y1; row++) {
      for (let column = Math.floor(x0 / page.segmentWidth); column * page.segmentWidth < x1; column++) {
        const place = { column, row, plane };
        for await (const segment of piecesOf(source, place, target.box)) copySegment(segment, page, target);
      }
    }
  }
}

/** A compressed segment whole; of an uncompressed one the rows in the box, some at a time. */
async function* piecesOf(source: PageRead, place: SegmentPlace, box: Box): AsyncGenerator<Segment> {
  const { file, page, name, cached, signal } = source;
  const rows = rowsOf(page, place.row);
  if (!isRaw(page)) {
    const key = `${name}/${place.plane}/${place.row}/${place.column}`;
    yield await cached(key, () => readSegment(file, page, place, { begin: 0, end: rows }));
    return;
  }
  const top = place.row * page.segmentHeight;
  const last = Math.min(rows, box.end[1] - top);
  const rowBytes = Math.max(1, Math.ceil((page.segmentWidth * page.samplesTogether * page.bits) / 8));
  const step = Math.max(1, Math.floor(MAX_READ_BYTES / rowBytes));
  for (let begin = Math.max(0, box.begin[1] - top); begin < last; begin += step) {
    yield await readSegment(file, page, place, { begin, end: Math.min(last, begin + step), signal });
  }
}

function copySegment(segment: Segment, page: TiffPage, { block, box, z, channel }: PageTarget): void {
  const [left, top, plane] = segment.at;
  const [nx, ny, nz] = block.size;
  const [xBegin, xEnd] = [Math.max(box.begin[0], left), Math.min(box.end[0], left + segment.width)];
  const [yBegin, yEnd] = [Math.max(box.begin[1], top), Math.min(box.end[1], top + segment.height)];
  for (let sample = 0; sample < page.samplesTogether; sample++) {
    const c = channel + plane + sample;
    for (let y = yBegin; y < yEnd; y++) {
      const to = xBegin - box.begin[0] + nx * (y - box.begin[1] + ny * (z - box.begin[2] + nz * c));
      const pixel = xBegin - left + segment.width * (y - top);
      const from = pixel * segment.pixelStep + sample * segment.channelStep;
      copyPixels(block.data, to, segment.samples, { from, step: segment.pixelStep, count: xEnd - xBegin });
    }
  }
}

interface Pixels {
  readonly from: number;
  readonly step: number;
  readonly count: number;
}

/** The types agree, which TypeScript cannot follow through a union. */
function copyPixels(target: Samples, to: number, source: Samples, { from, step, count }: Pixels): void {
  const [out, data] = [target as Uint8Array, source as Uint8Array];
  if (step === 1) return out.set(data.subarray(from, from + count), to);
  for (let i = 0; i < count; i++) out[to + i] = data[from + i * step];
}
