import { InvalidDataError, TooLargeError } from '../../errors.ts';
import { volumeOf, type Xyz } from '../../geometry/index.ts';
import { type ChunkShape, samplesIn } from '../chunk-shape.ts';
import { type BlockLabels, createBlockLabels } from './block-labels.ts';
import { INDEX_BITS, type Layout, layoutOf, MAX_SECTION_WORDS, packedWords } from './layout.ts';

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
  const output = createWords(numChannels);
  const channelWords = volumeOf(layout.size) * layout.lanes;
  for (let channel = 0; channel < numChannels; channel++) {
    output.words[channel] = output.length;
    const channelLabels = labels.subarray(channel * channelWords, (channel + 1) * channelWords);
    encodeChannel(channelLabels, layout, output, subject);
  }
  return new Uint8Array(output.words.slice(0, output.length).buffer);
}

/** A growing list of words. */
interface Words {
  words: Uint32Array;
  length: number;
}

function createWords(length: number): Words {
  return { words: new Uint32Array(Math.max(1024, 2 * length)), length };
}

/** @returns offset of `count` new zeros. */
function extend(output: Words, count: number): number {
  const offset = output.length;
  output.length += count;
  if (output.length > output.words.length) {
    const larger = new Uint32Array(Math.max(output.length, 2 * output.words.length));
    larger.set(output.words);
    output.words = larger;
  }
  return offset;
}

function encodeChannel(labels: Uint32Array, layout: Layout, output: Words, subject: string): void {
  const { gridSize, blockSize } = layout;
  const base = extend(output, 2 * volumeOf(gridSize));
  const block = createBlockLabels(volumeOf(blockSize), layout.lanes);
  const tables = new Map<string, number>();
  let header = base;
  for (let z = 0; z < gridSize[2]; z++) {
    for (let y = 0; y < gridSize[1]; y++) {
      for (let x = 0; x < gridSize[0]; x++, header += 2) {
        gather(labels, layout, [x, y, z], block);
        const packed = output.length - base;
        const bits = indexBits(block.count, subject);
        writeIndices(block, bits, output);
        const table = writeTable(block, base, tables, output);
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
  block.clear();
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const from = lanes * (x0 + size[0] * (y0 + y + size[1] * (z0 + z)));
      block.addRow(labels, from, bx * (y + by * z), nx);
    }
  }
  block.sort();
}

function indexBits(count: number, subject: string): number {
  const bits = INDEX_BITS.find((width) => 2 ** width >= count);
  if (bits !== undefined) return bits;
  throw new TooLargeError({
    subject,
    expected: 'at most 65536 distinct labels in a block',
    got: `${count}`,
    cure: 'Use a smaller block size, such as 8 x 8 x 8',
  });
}

function writeIndices(block: BlockLabels, bits: number, output: Words): void {
  if (bits === 0) return;
  const offset = extend(output, packedWords(bits, block.capacity));
  const { words } = output;
  const { positions, ranks, used } = block;
  // Padding positions are never in `positions`, so their indices stay 0.
  for (let i = 0; i < used; i++) {
    const bit = positions[i] * bits;
    words[offset + (bit >>> 5)] |= block.rankOf(ranks[i]) << (bit & 31);
  }
}

/** @returns the table's offset in the channel's section, in words. */
function writeTable(block: BlockLabels, base: number, tables: Map<string, number>, output: Words): number {
  const table = block.table();
  const key = table.join(',');
  const known = tables.get(key);
  if (known !== undefined) return known;
  const offset = extend(output, table.length);
  output.words.set(table, offset);
  tables.set(key, offset - base);
  return offset - base;
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
