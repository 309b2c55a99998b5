import { InvalidDataError, TooLargeError } from '../../errors.ts';
import { volumeOf, type Xyz } from '../../geometry/index.ts';
import { type ChunkShape, samplesIn } from '../chunk-shape.ts';
import { type BlockLabels, createBlockLabels } from './block-labels.ts';
import { INDEX_BITS, type Layout, layoutOf, MAX_SECTION_WORDS, packedWords } from './layout.ts';
import { createTableIndex, createWords, extend, type Words } from './words.ts';

/**
 * Encodes labels, bit for bit as Neuroglancer and TensorStore do: tables sorted ascending and shared by
 * blocks of a channel that have the same one, padding indices 0.
 * @param samples x fastest, then y, z, channel; the type that `shape.dataType` says.
 * @throws InvalidDataError for another number of samples than the shape implies.
 * @throws TooLargeError where a channel needs 2^24 words or more, or a block over 65,536 distinct labels.
 */
export function encodeCompressedSegmentation(
  samples: Uint32Array | BigUint64Array,
  shape: ChunkShape,
  subject = 'compressed_segmentation chunk',
): Uint8Array {
  const layout = layoutOf(shape, subject);
  if (samples.length !== samplesIn(shape) || samples.BYTES_PER_ELEMENT !== 4 * layout.lanes) {
    throw new InvalidDataError({
      subject,
      expected: `${samplesIn(shape)} samples of ${shape.dataType}`,
      got: `${samples.length} of ${8 * samples.BYTES_PER_ELEMENT} bits`,
    });
  }
  const labels = new Uint32Array(samples.buffer, samples.byteOffset, samples.length * layout.lanes);
  const { numChannels } = layout;
  // An eighth of the labels' size: real segmentations rarely need more, and growing copies.
  const output = createWords(numChannels, labels.length >> 3);
  const channelWords = volumeOf(layout.size) * layout.lanes;
  for (let channel = 0; channel < numChannels; channel++) {
    output.words[channel] = output.length;
    const channelLabels = labels.subarray(channel * channelWords, (channel + 1) * channelWords);
    encodeChannel(channelLabels, layout, output, subject);
  }
  return new Uint8Array(output.words.slice(0, output.length).buffer);
}

function encodeChannel(labels: Uint32Array, layout: Layout, output: Words, subject: string): void {
  const { gridSize, blockSize } = layout;
  const base = extend(output, 2 * volumeOf(gridSize));
  const block = createBlockLabels(volumeOf(blockSize), layout.lanes);
  const tables = createTableIndex();
  let header = base;
  for (let z = 0; z < gridSize[2]; z++) {
    for (let y = 0; y < gridSize[1]; y++) {
      for (let x = 0; x < gridSize[0]; x++, header += 2) {
        gather(labels, layout, [x, y, z], block);
        const packed = output.length - base;
        const bits = indexBits(block.count, subject);
        writeIndices(block, bits, output);
        const table = tables.place(block.table, layout.lanes * block.count, output) - base;
        checkSection(output.length - base, subject);
        output.words[header] = (table | (bits << 24)) >>> 0;
        output.words[header + 1] = packed;
      }
    }
  }
}

/** Reads a block's labels, at their positions in a full block even where the block is cut. */
function gather(labels: Uint32Array, layout: Layout, grid: Xyz, block: BlockLabels): void {
  const { size, blockSize, lanes } = layout;
  const [bx, by, bz] = blockSize;
  const [x0, y0, z0] = [grid[0] * bx, grid[1] * by, grid[2] * bz];
  const nx = Math.min(bx, size[0] - x0);
  const ny = Math.min(by, size[1] - y0);
  const nz = Math.min(bz, size[2] - z0);
  const first = lanes * (x0 + size[0] * (y0 + size[1] * z0));
  block.clear(nx * ny * nz < block.capacity);
  if (isUniform(labels, layout, first, [nx, ny, nz])) {
    // One label needs no indices: one voxel says all.
    block.addRow(labels, first, 0, 1);
  } else {
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        const from = first + lanes * size[0] * (y + size[1] * z);
        block.addRow(labels, from, bx * (y + by * z), nx);
      }
    }
  }
  block.sort();
}

/** Whether a box of labels from `first` on holds one label only. Ends at the first that differs. */
function isUniform(labels: Uint32Array, { size, lanes }: Layout, first: number, box: Xyz): boolean {
  const [nx, ny, nz] = box;
  const low = labels[first];
  const high = labels[first + lanes - 1];
  // The far corner differs in most blocks that are not uniform.
  const last = first + lanes * (nx - 1 + size[0] * (ny - 1 + size[1] * (nz - 1)));
  if (labels[last] !== low || labels[last + lanes - 1] !== high) return false;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const from = first + lanes * size[0] * (y + size[1] * z);
      const end = from + lanes * nx;
      let difference = 0;
      // Without a branch per voxel; for uint32 low and high are the same word.
      for (let at = from; at < end; at += lanes) {
        difference |= (labels[at] ^ low) | (labels[at + lanes - 1] ^ high);
      }
      if (difference !== 0) return false;
    }
  }
  return true;
}

function indexBits(count: number, subject: string): number {
  for (const width of INDEX_BITS) if (2 ** width >= count) return width;
  throw new TooLargeError({
    subject,
    expected: 'at most 65536 distinct labels in a block',
    got: `${count}`,
    cure: 'Use a smaller block size, such as 8 x 8 x 8',
  });
}

/** Appends the packed indices; padding has rank 0. */
function writeIndices(block: BlockLabels, bits: number, output: Words): void {
  if (bits === 0) return;
  const { ids, ranks, capacity } = block;
  const offset = extend(output, packedWords(bits, capacity));
  const { words } = output;
  const perWord = 32 / bits;
  let position = 0;
  let to = offset;
  // Eight at once while eight fit a word: widths 1, 2 and 4.
  for (; perWord >= 8 && position + perWord <= capacity; to++) {
    let word = 0;
    for (let shift = 0; shift < 32; shift += 8 * bits, position += 8) {
      const low =
        ranks[ids[position]] |
        (ranks[ids[position + 1]] << bits) |
        (ranks[ids[position + 2]] << (2 * bits)) |
        (ranks[ids[position + 3]] << (3 * bits));
      const high =
        ranks[ids[position + 4]] |
        (ranks[ids[position + 5]] << bits) |
        (ranks[ids[position + 6]] << (2 * bits)) |
        (ranks[ids[position + 7]] << (3 * bits));
      word |= (low | (high << (4 * bits))) << shift;
    }
    words[to] = word;
  }
  for (; to < output.length; to++) {
    const end = Math.min(position + perWord, capacity);
    let word = 0;
    for (let shift = 0; position < end; position++, shift += bits) word |= ranks[ids[position]] << shift;
    words[to] = word;
  }
}

function checkSection(lengthWords: number, subject: string): void {
  if (lengthWords < MAX_SECTION_WORDS) return;
  throw new TooLargeError({
    subject,
    expected: `fewer than ${MAX_SECTION_WORDS} words a channel`,
    got: `${lengthWords}`,
    cure: 'Use smaller chunks',
  });
}
