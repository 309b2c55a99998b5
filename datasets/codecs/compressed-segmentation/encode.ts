import { InvalidDataError, TooLargeError } from '../../errors.ts';
import { volumeOf } from '../../geometry/index.ts';
import { type ChunkShape, samplesIn } from '../chunk-shape.ts';
import { BlockEncoder } from './block-encoder.ts';
import { type Layout, layoutOf, MAX_SECTION_WORDS } from './layout.ts';
import type { BlockBox } from './scan-rows.ts';
import { createTableIndex } from './table-index.ts';
import { createWords, extend, type Words } from './words.ts';

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
  const { numChannels, lanes } = layout;
  const words = new Uint32Array(samples.buffer, samples.byteOffset, samples.length * lanes);
  // An eighth of the labels' size: real segmentations rarely need more, and growing copies.
  const output = createWords(numChannels, words.length >> 3);
  const channelWords = volumeOf(layout.size) * lanes;
  for (let channel = 0; channel < numChannels; channel++) {
    output.words[channel] = output.length;
    encodeChannel(
      words.subarray(channel * channelWords, (channel + 1) * channelWords),
      layout,
      output,
      subject,
    );
  }
  return new Uint8Array(output.words.slice(0, output.length).buffer);
}

function encodeChannel(labels: Uint32Array, layout: Layout, output: Words, subject: string): void {
  const { size, gridSize, blockSize, lanes } = layout;
  const numBlocks = volumeOf(gridSize);
  const base = extend(output, 2 * numBlocks);
  const encoder = new BlockEncoder(layout, subject);
  const tables = createTableIndex(numBlocks);
  const [rowStride, sliceStride] = [size[0], size[0] * size[1]];
  let header = base;
  for (let z = 0; z < size[2]; z += blockSize[2]) {
    for (let y = 0; y < size[1]; y += blockSize[1]) {
      for (let x = 0; x < size[0]; x += blockSize[0], header += 2) {
        const box: BlockBox = {
          first: x + rowStride * y + sliceStride * z,
          rowStride,
          sliceStride,
          nx: Math.min(blockSize[0], size[0] - x),
          ny: Math.min(blockSize[1], size[1] - y),
          nz: Math.min(blockSize[2], size[2] - z),
        };
        const packed = output.length - base;
        const bits = encoder.writeIndices(labels, box, output);
        const { table, count } = encoder.distinct;
        const offset = tables.place(table, lanes * count, output) - base;
        checkSection(output.length - base, subject);
        output.words[header] = (offset | (bits << 24)) >>> 0;
        output.words[header + 1] = packed;
      }
    }
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
