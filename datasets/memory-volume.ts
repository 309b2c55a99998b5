import { InvalidDataError } from './errors.ts';
import {
  type Box,
  boxContains,
  boxOf,
  boxSize,
  formatBox,
  volumeOf,
  type Xyz,
  xyz,
} from './geometry/index.ts';
import { createSamples, type DataType, type Samples, type Volume, type VoxelBlock } from './volume.ts';

export interface MemoryVolumeOptions {
  /** First voxel of the block in the volume's coordinates. */
  readonly origin?: Xyz;
  readonly voxelSizeNm?: Xyz;
}

/**
 * A volume over a block that is in memory.
 * @throws InvalidDataError where the block's data do not have the length its size says.
 */
export function createMemoryVolume(block: VoxelBlock, options: MemoryVolumeOptions = {}): Volume {
  const { origin = xyz(0, 0, 0), voxelSizeNm } = options;
  const expected = volumeOf(block.size) * block.numChannels;
  if (block.data.length !== expected) {
    throw new InvalidDataError({
      subject: 'voxel block',
      expected: `${expected} samples (${block.size.join(' x ')}, ${block.numChannels} channels)`,
      got: `${block.data.length}`,
    });
  }
  const bounds = boxOf(origin, block.size);
  const { dataType, numChannels } = block;
  return {
    dataType,
    numChannels,
    bounds,
    voxelSizeNm,
    async read(box) {
      assertInside(bounds, box, 'read');
      const target = createBlock(dataType, boxSize(box), numChannels);
      copyBox({ block, origin }, { block: target, origin: box.begin }, box);
      return target;
    },
  };
}

/** @returns a block of zeros. */
export function createBlock(dataType: DataType, size: Xyz, numChannels = 1): VoxelBlock {
  return { dataType, size, numChannels, data: createSamples(dataType, volumeOf(size) * numChannels) };
}

/** @throws InvalidDataError where `box` reaches outside `bounds` or is turned inside out. */
export function assertInside(bounds: Box, box: Box, subject: string): void {
  if (boxContains(bounds, box) && boxSize(box).every((n) => n >= 0)) return;
  throw new InvalidDataError({ subject, expected: `a box inside ${formatBox(bounds)}`, got: formatBox(box) });
}

/** A block and where its first voxel lies. */
export interface PlacedBlock {
  readonly block: VoxelBlock;
  readonly origin: Xyz;
}

/**
 * Copies the voxels of `box` from one block to another of the same type and channels, row by row.
 * @param box inside both blocks, in the coordinates both origins are in.
 */
export function copyBox(from: PlacedBlock, to: PlacedBlock, box: Box): void {
  const [nx, ny, nz] = boxSize(box);
  if (nx <= 0 || ny <= 0 || nz <= 0) return;
  assertInside(boxOf(from.origin, from.block.size), box, 'copied box (source)');
  assertInside(boxOf(to.origin, to.block.size), box, 'copied box (target)');
  assertSameKind(from.block, to.block);
  const { BYTES_PER_ELEMENT: bytes } = to.block.data;
  const planes = ({ block: { size } }: PlacedBlock) => size[0] * size[1] * size[2];
  for (let c = 0; c < to.block.numChannels; c++) {
    const source = rowsOf(from, box, c * planes(from));
    const target = rowsOf(to, box, c * planes(to));
    const count = { rows: ny, sections: nz, samples: nx };
    if (canCopyWords(source, target, nx * bytes)) copyWords(source, target, count);
    else copySamples(source, target, count);
  }
}

/** Rows of a box in a block, as indices of samples. */
interface Rows {
  readonly data: Samples;
  readonly first: number;
  /** From a row to the next, and from a section to the next. */
  readonly rowStep: number;
  readonly sectionStep: number;
}

interface RowCount {
  readonly rows: number;
  readonly sections: number;
  /** Of a row. */
  readonly samples: number;
}

function rowsOf({ block, origin }: PlacedBlock, { begin }: Box, offset: number): Rows {
  const [nx, ny] = block.size;
  const [x, y, z] = [begin[0] - origin[0], begin[1] - origin[1], begin[2] - origin[2]];
  return { data: block.data, first: offset + x + nx * (y + ny * z), rowStep: nx, sectionStep: nx * ny };
}

/** Rows below this are moved word by word: `set` takes as long to begin as to move some hundred bytes. */
const SHORT_ROW_BYTES = 256;

function canCopyWords(source: Rows, target: Rows, rowBytes: number): boolean {
  const isAligned = ({ data, first, rowStep }: Rows) =>
    [data.byteOffset, first * data.BYTES_PER_ELEMENT, rowStep * data.BYTES_PER_ELEMENT].every(
      (n) => n % 4 === 0,
    );
  return rowBytes <= SHORT_ROW_BYTES && rowBytes % 4 === 0 && isAligned(source) && isAligned(target);
}

/** Rows of words of 32 bits: see `canCopyWords`. */
function copyWords(source: Rows, target: Rows, { rows, sections, samples }: RowCount): void {
  const perWord = 4 / source.data.BYTES_PER_ELEMENT;
  const [from, to] = [wordsOf(source.data), wordsOf(target.data)];
  const words = samples / perWord;
  const [fromRow, toRow] = [source.rowStep / perWord, target.rowStep / perWord];
  for (let section = 0; section < sections; section++) {
    let i = (source.first + section * source.sectionStep) / perWord;
    let j = (target.first + section * target.sectionStep) / perWord;
    for (let row = 0; row < rows; row++) {
      for (let word = 0; word < words; word++) to[j + word] = from[i + word];
      i += fromRow;
      j += toRow;
    }
  }
}

function copySamples(source: Rows, target: Rows, { rows, sections, samples }: RowCount): void {
  // The types agree, see `assertSameKind`; TypeScript cannot follow that through a union.
  const [from, to] = [source.data, target.data as Uint8Array];
  for (let section = 0; section < sections; section++) {
    let i = source.first + section * source.sectionStep;
    let j = target.first + section * target.sectionStep;
    for (let row = 0; row < rows; row++) {
      to.set(from.subarray(i, i + samples) as Uint8Array, j);
      i += source.rowStep;
      j += target.rowStep;
    }
  }
}

const wordsOf = ({ buffer, byteOffset, byteLength }: Samples): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength >> 2);

function assertSameKind(a: VoxelBlock, b: VoxelBlock): void {
  if (a.dataType === b.dataType && a.numChannels === b.numChannels) return;
  const kind = (block: VoxelBlock) => `${block.dataType} with ${block.numChannels} channels`;
  throw new InvalidDataError({ subject: 'copied box', expected: kind(b), got: kind(a) });
}
