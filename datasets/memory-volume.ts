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
  const copyRow = rowCopier(from.block.data, to.block.data, nx);
  for (let c = 0; c < to.block.numChannels; c++) {
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        const at = [box.begin[0], box.begin[1] + y, box.begin[2] + z] as const;
        copyRow(indexOf(from, at, c), indexOf(to, at, c));
      }
    }
  }
}

/** Rows below this are moved word by word: `set` takes as long to begin as to move some hundred bytes. */
const SHORT_ROW_BYTES = 256;

/** @returns what copies a row of `length` samples between two places. The types agree, see `assertSameKind`. */
function rowCopier(source: Samples, target: Samples, length: number): (from: number, to: number) => void {
  const { BYTES_PER_ELEMENT: bytes } = source;
  const rowBytes = length * bytes;
  // TypeScript cannot follow the agreement of types through a union.
  const copy = (from: number, to: number) =>
    (target as Uint8Array).set(source.subarray(from, from + length) as Uint8Array, to);
  const isAligned = (rowBytes | source.byteOffset | target.byteOffset) % 4 === 0;
  if (rowBytes > SHORT_ROW_BYTES || !isAligned) return copy;
  const [words, out] = [wordsOf(source), wordsOf(target)];
  const count = rowBytes / 4;
  return (from, to) => {
    if (((from * bytes) | (to * bytes)) & 3) return copy(from, to);
    let [i, j] = [(from * bytes) / 4, (to * bytes) / 4];
    for (const end = i + count; i < end; ) out[j++] = words[i++] as number;
  };
}

const wordsOf = ({ buffer, byteOffset, byteLength }: Samples): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength >> 2);

function assertSameKind(a: VoxelBlock, b: VoxelBlock): void {
  if (a.dataType === b.dataType && a.numChannels === b.numChannels) return;
  const kind = (block: VoxelBlock) => `${block.dataType} with ${block.numChannels} channels`;
  throw new InvalidDataError({ subject: 'copied box', expected: kind(b), got: kind(a) });
}

/** Index of a voxel, which must lie in the block, in the block's data. */
function indexOf({ block: { size }, origin }: PlacedBlock, at: Xyz, channel: number): number {
  const x = at[0] - origin[0];
  const y = at[1] - origin[1];
  const z = at[2] - origin[2];
  return x + size[0] * (y + size[1] * (z + size[2] * channel));
}
