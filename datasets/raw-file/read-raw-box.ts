import { type Box, boxSize, type Xyz } from '../geometry/index.ts';
import { createBlock } from '../memory-volume.ts';
import type { DataType, Samples, VoxelBlock } from '../volume.ts';

/** Gives bytes `[begin, end)` of a file. */
export type ReadBytes = (begin: number, end: number) => Promise<Uint8Array>;

/** The same, of a read that can be called off. */
export type ReadRange = (begin: number, end: number, signal?: AbortSignal) => Promise<Uint8Array>;

/** Uncompressed samples in a file: columns fastest, then rows, sections, and whole volumes as channels. */
export interface RawLayout {
  readonly dataOffsetBytes: number;
  /** Columns, rows, sections. */
  readonly fileSize: Xyz;
  /** For columns, rows and sections: which axis (0 x, 1 y, 2 z) of the volume they run along. */
  readonly axes: Xyz;
  /** Volumes one after the other, one channel each. */
  readonly volumes: number;
  /** Samples side by side for one voxel, one channel each. */
  readonly interleaved: number;
  /** Of one sample; 4 means that a byte holds two, the low half first, and that rows fill whole bytes. */
  readonly bitsPerSample: number;
  readonly dataType: DataType;
  /** Bytes of whole samples (for 4 bits: of whole bytes) as numbers. */
  decode(bytes: Uint8Array): Samples;
}

/** Bytes asked for at once: few requests, and memory stays near what the box needs. */
const MAX_READ_BYTES = 4 * 2 ** 20;

export const rowBytesOf = ({ fileSize, interleaved, bitsPerSample }: RawLayout): number =>
  Math.ceil((fileSize[0] * interleaved * bitsPerSample) / 8);

/** Bytes of all samples. */
export const dataBytesOf = (layout: RawLayout): number =>
  rowBytesOf(layout) * layout.fileSize[1] * layout.fileSize[2] * layout.volumes;

/** Reads a box (in the volume's x, y, z, first voxel 0). Memory: the box and one read of at most 4 MiB or a row. */
export async function readRawBox(layout: RawLayout, box: Box, readBytes: ReadBytes): Promise<VoxelBlock> {
  const { axes, volumes, interleaved } = layout;
  const size = boxSize(box);
  const block = createBlock(layout.dataType, size, volumes * interleaved);
  if (size.some((n) => n === 0)) return block;
  const [c, r, s] = axes.map((axis) => [box.begin[axis as 0], box.end[axis as 0]]);
  const rowBytes = rowBytesOf(layout);
  const bitsPerVoxel = layout.bitsPerSample * interleaved;
  const first = Math.floor((c[0] * bitsPerVoxel) / 8);
  const partBytes = Math.ceil((c[1] * bitsPerVoxel) / 8) - first;
  // A part of a byte is before the first voxel where a box begins in the middle of a byte.
  const skip = c[0] - Math.floor((first * 8) / bitsPerVoxel);
  const whole = partBytes === rowBytes && isInOrder(layout);
  const rowsAtOnce = Math.max(1, Math.floor(MAX_READ_BYTES / rowBytes));
  for (const run of runsOf([s[0], s[1]], [r[0], r[1]], { layout, whole })) {
    for (let done = 0; done < run.rows; done += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, run.rows - done);
      const begin = layout.dataOffsetBytes + rowBytes * (run.fileRow + done) + first;
      const bytes = await readBytes(begin, begin + (rows - 1) * rowBytes + partBytes);
      if (whole) {
        const to = size[0] * (done + size[1] * (run.z - s[0] + size[2] * run.volume));
        (block.data as Uint8Array).set(layout.decode(bytes) as Uint8Array, to);
        continue;
      }
      for (let row = 0; row < rows; row++) {
        const samples = layout.decode(bytes.subarray(row * rowBytes, row * rowBytes + partBytes));
        placeRow(block, samples, { layout, skip, volume: run.volume, at: [0, done + row, run.z - s[0]] });
      }
    }
  }
  return block;
}

/** Rows that lie one after the other in the file. */
interface Run {
  readonly volume: number;
  /** Section of the first. */
  readonly z: number;
  /** The first, counted from the file's first. */
  readonly fileRow: number;
  readonly rows: number;
}

/** A run for each section, or one for all where the box leaves nothing out between them. */
function* runsOf(
  [z0, z1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  { layout, whole }: { readonly layout: RawLayout; readonly whole: boolean },
): Generator<Run> {
  const [, sectionRows, sections] = layout.fileSize;
  const sectionsAtOnce = whole && y1 - y0 === sectionRows ? z1 - z0 : 1;
  for (let volume = 0; volume < layout.volumes; volume++) {
    for (let z = z0; z < z1; z += sectionsAtOnce) {
      const fileRow = y0 + sectionRows * (z + sections * volume);
      yield { volume, z, fileRow, rows: (y1 - y0) * sectionsAtOnce };
    }
  }
}

/** Whether whole rows of the file, one after the other, are rows of the volume. */
const isInOrder = ({ axes, interleaved, bitsPerSample }: RawLayout): boolean =>
  axes.every((axis, i) => axis === i) && interleaved === 1 && bitsPerSample % 8 === 0;

interface RowPlace {
  readonly layout: RawLayout;
  readonly skip: number;
  readonly volume: number;
  /** Column, row and section, from the box's first. */
  readonly at: Xyz;
}

function placeRow(block: VoxelBlock, samples: Samples, { layout, skip, volume, at }: RowPlace): void {
  const { axes, interleaved } = layout;
  const [nx, ny, nz] = block.size;
  const strides = [1, nx, nx * ny];
  const step = strides[axes[0]];
  const count = block.size[axes[0] as 0];
  const start = at[1] * strides[axes[1]] + at[2] * strides[axes[2]];
  // The types agree, which TypeScript cannot follow through a union.
  const [target, source] = [block.data as Uint8Array, samples as Uint8Array];
  for (let k = 0; k < interleaved; k++) {
    let to = start + nx * ny * nz * (volume * interleaved + k);
    if (step === 1 && interleaved === 1) target.set(source.subarray(skip, skip + count), to);
    else for (let i = 0; i < count; i++, to += step) target[to] = source[(skip + i) * interleaved + k];
  }
}
