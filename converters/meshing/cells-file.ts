import { CorruptDataError } from '../../datasets/errors.ts';
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { bytesOf } from '../../datasets/volume.ts';
import type { BlockCells } from './block-cells.ts';

const HEAD_WORDS = 6;
const LABEL_WORDS = 3;

/**
 * The cells of a block on their way from block to label: number of labels, size of the block in cells, number of cells and
 * number of chunks of the block that were not there as uint64; id, voxels and number of cells of each label as uint64; places of all cells as uint32; then their
 * configurations as bytes. A file of ours alone, gone when the meshes are there.
 */
export function encodeBlockCells(block: BlockCells, missingChunks = 0): Uint8Array {
  const { size, labels, voxels, begins, cells, configurations } = block;
  const head = new BigUint64Array(HEAD_WORDS + LABEL_WORDS * labels.length);
  head.set([labels.length, ...size, cells.length, missingChunks].map(BigInt));
  for (const [i, label] of labels.entries()) {
    const counts = [voxels[i], begins[i + 1] - begins[i]].map(BigInt);
    head.set([label, ...counts], HEAD_WORDS + LABEL_WORDS * i);
  }
  const bytes = new Uint8Array(head.byteLength + 5 * cells.length);
  bytes.set(bytesOf(head));
  bytes.set(bytesOf(cells), head.byteLength);
  bytes.set(configurations, head.byteLength + cells.byteLength);
  return bytes;
}

/** Where the cells of a label lie in a file of `encodeBlockCells`. */
export interface CellsEntry {
  readonly label: bigint;
  readonly voxels: number;
  readonly numCells: number;
  /** Byte offsets of its places and configurations. */
  readonly cellsAt: number;
  readonly configurationsAt: number;
}

export interface CellsHead {
  readonly size: Xyz;
  readonly missingChunks: number;
  readonly entries: readonly CellsEntry[];
}

export type ReadBytes = (begin: number, end: number) => Promise<Uint8Array>;

/** Reads what a file of `encodeBlockCells` has of each label. @throws CorruptDataError where it ends early. */
export async function readCellsHead(read: ReadBytes, subject: string): Promise<CellsHead> {
  const first = words(await read(0, 8 * HEAD_WORDS), HEAD_WORDS, subject);
  const [numLabels, x, y, z, numCells, missingChunks] = Array.from(first, Number);
  const headBytes = 8 * (HEAD_WORDS + LABEL_WORDS * numLabels);
  const rest = words(await read(8 * HEAD_WORDS, headBytes), LABEL_WORDS * numLabels, subject);
  let begin = 0;
  const entries = Array.from({ length: numLabels }, (_, i): CellsEntry => {
    const [voxels, count] = [Number(rest[3 * i + 1]), Number(rest[3 * i + 2])];
    const entry = {
      label: rest[3 * i],
      voxels,
      numCells: count,
      cellsAt: headBytes + 4 * begin,
      configurationsAt: headBytes + 4 * numCells + begin,
    };
    begin += count;
    return entry;
  });
  return { size: xyz(x, y, z), missingChunks, entries };
}

/** The cells of one label. @throws CorruptDataError where the file ends early. */
export async function readCells(
  read: ReadBytes,
  entry: Pick<CellsEntry, 'numCells' | 'cellsAt' | 'configurationsAt'>,
  subject: string,
): Promise<Pick<BlockCells, 'cells' | 'configurations'>> {
  const { numCells, cellsAt, configurationsAt } = entry;
  const cells = await read(cellsAt, cellsAt + 4 * numCells);
  const configurations = await read(configurationsAt, configurationsAt + numCells);
  if (cells.length !== 4 * numCells || configurations.length !== numCells) throw torn(subject);
  return { cells: new Uint32Array(cells.slice().buffer), configurations };
}

function words(bytes: Uint8Array, count: number, subject: string): BigUint64Array {
  if (bytes.length !== 8 * count) throw torn(subject);
  return new BigUint64Array(bytes.slice().buffer);
}

const torn = (subject: string) =>
  new CorruptDataError({
    subject,
    expected: 'a whole file of cells',
    got: 'a shorter one',
    cure: 'Remove this file and run again',
  });
