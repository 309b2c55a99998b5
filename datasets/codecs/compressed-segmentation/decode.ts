import { CorruptDataError, UsageError } from '../../errors.ts';
import { volumeOf } from '../../geometry/index.ts';
import { createSamples } from '../../volume.ts';
import { type ChunkShape, formatShape, samplesIn } from '../chunk-shape.ts';
import type { BlockArea, ChannelJob } from './channel-job.ts';
import {
  indexMask,
  type Layout,
  layoutOf,
  MAX_SECTION_WORDS,
  packedWords,
  READ_INDEX_BITS,
} from './layout.ts';
import { fillBlock, unpackPairs, unpackWords } from './unpack.ts';
import { createRowTable, loadRowTable, MAX_ROW_BITS, ROW_VOXELS, unpackRows } from './unpack-rows.ts';

/**
 * Decodes a compressed_segmentation chunk.
 * @param bytes the file: channel offsets, then one section per channel.
 * @param shape uint32 or uint64; the output never exceeds what it implies.
 * @param into filled and returned, of exactly the type and length that the shape implies; a new array costs the memory's
 *   zeros and page faults, which is as much time as the decoding itself. After an error it holds part of the labels.
 * @returns labels, x fastest, then y, z, channel.
 * @throws CorruptDataError where any offset, width or used index leads outside the file; UsageError for another `into`.
 */
export function decodeCompressedSegmentation(
  bytes: Uint8Array,
  shape: ChunkShape,
  subject = 'compressed_segmentation chunk',
  into?: Uint32Array | BigUint64Array,
): Uint32Array | BigUint64Array {
  const layout = layoutOf(shape, subject);
  const words = toWords(bytes, layout, subject);
  const count = samplesIn(shape);
  const samples = into ?? createSamples(layout.lanes === 2 ? 'uint64' : 'uint32', count);
  if (samples.length !== count || samples.BYTES_PER_ELEMENT !== 4 * layout.lanes) {
    const got = `${samples.length} of ${8 * samples.BYTES_PER_ELEMENT} bits`;
    throw new UsageError({ subject, expected: `an array for ${formatShape(shape)}`, got });
  }
  const { buffer, byteOffset } = samples;
  const out = new Uint32Array(buffer, byteOffset, count * layout.lanes);
  const cells = layout.lanes === 2 ? new Float64Array(buffer, byteOffset, count) : out;
  const table = createRowTable(layout.lanes);
  for (let channel = 0; channel < layout.numChannels; channel++) {
    const section = words.subarray(channelOffset(words, channel, layout, subject));
    const outOffset = channel * volumeOf(layout.size) * layout.lanes;
    decodeChannel({ section, out, cells, table, outOffset, layout, subject });
  }
  return samples;
}

function corrupt(subject: string, expected: string, got: string): CorruptDataError {
  return new CorruptDataError({ subject, expected, got, cure: 'Write this chunk again from its source' });
}

function toWords(bytes: Uint8Array, { numChannels, gridSize }: Layout, subject: string): Uint32Array {
  const leastWords = numChannels * (1 + 2 * volumeOf(gridSize));
  if (bytes.length % 4 !== 0 || bytes.length < 4 * leastWords) {
    throw corrupt(
      subject,
      `a multiple of 4 bytes, at least ${4 * leastWords} for the block headers`,
      `${bytes.length} bytes`,
    );
  }
  if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return new Uint32Array(new Uint8Array(bytes).buffer);
}

function channelOffset(words: Uint32Array, channel: number, layout: Layout, subject: string): number {
  const { numChannels, gridSize } = layout;
  const offset = words[channel];
  const headerWords = 2 * volumeOf(gridSize);
  if (channel === 0 && offset !== numChannels) {
    throw corrupt(subject, `first word ${numChannels}, the number of channels`, `${offset}`);
  }
  if (offset < numChannels || offset + headerWords > words.length) {
    throw corrupt(subject, `channel ${channel} to start in [${numChannels},${words.length})`, `${offset}`);
  }
  return offset;
}

function decodeChannel(job: ChannelJob): void {
  const numBlocks = volumeOf(job.layout.gridSize);
  for (let block = 0; block < numBlocks; block++) decodeBlock(job, block);
}

/** @param block number of the block: x fastest, then y, z. */
function decodeBlock(job: ChannelJob, block: number): void {
  const { section, layout, subject } = job;
  const { size, blockSize, lanes, gridSize } = layout;
  const gx = block % gridSize[0];
  const gy = Math.floor(block / gridSize[0]) % gridSize[1];
  const gz = Math.floor(block / (gridSize[0] * gridSize[1]));
  const header = section[2 * block];
  const bits = header >>> 24;
  const table = header & 0xffffff;
  const packed = section[2 * block + 1];
  checkPacked({ bits, packed, block }, section.length, layout, subject);
  const [x0, y0, z0] = [gx * blockSize[0], gy * blockSize[1], gz * blockSize[2]];
  const area: BlockArea = {
    table,
    packed,
    bits,
    start: job.outOffset + lanes * (x0 + size[0] * (y0 + size[1] * z0)),
    nx: Math.min(blockSize[0], size[0] - x0),
    ny: Math.min(blockSize[1], size[1] - y0),
    nz: Math.min(blockSize[2], size[2] - z0),
  };
  // Where a full table fits, no index can lead outside; elsewhere the indices themselves are looked at first.
  if (table + lanes * 2 ** bits > section.length) {
    const largest = largestIndex(job, area);
    if (table + lanes * (largest + 1) > section.length) {
      throw corrupt(
        subject,
        `block ${block}'s table (word ${table}, ${largest + 1} entries) inside ${section.length} words`,
        'an index beyond them',
      );
    }
  }
  const hasRows = area.nx === ROW_VOXELS && blockSize[0] === ROW_VOXELS && bits <= MAX_ROW_BITS;
  if (hasRows && loadRowTable(job, area)) unpackRows(job, area);
  else if (bits === 0) fillBlock(job, area);
  else if (lanes === 2) unpackPairs(job, area);
  else unpackWords(job, area);
}

function largestIndex({ section, layout }: ChannelJob, area: BlockArea): number {
  const { packed, bits, nx, ny, nz } = area;
  if (bits === 0) return 0;
  const [bx, by] = layout.blockSize;
  const mask = indexMask(bits);
  let largest = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      let bit = bx * (y + by * z) * bits;
      for (let x = 0; x < nx; x++, bit += bits) {
        const index = ((section[packed + (bit >>> 5)] >>> (bit & 31)) & mask) >>> 0;
        largest = Math.max(largest, index);
      }
    }
  }
  return largest;
}

interface PackedArea {
  readonly bits: number;
  readonly packed: number;
  readonly block: number;
}

function checkPacked(area: PackedArea, sectionWords: number, { blockSize }: Layout, subject: string): void {
  const { bits, packed, block } = area;
  if (!(READ_INDEX_BITS as readonly number[]).includes(bits)) {
    throw corrupt(subject, `block ${block} to have ${READ_INDEX_BITS.join(', ')} bits an index`, `${bits}`);
  }
  const needed = packedWords(bits, volumeOf(blockSize));
  if (bits === 0 || (needed <= MAX_SECTION_WORDS && packed + needed <= sectionWords)) return;
  throw corrupt(
    subject,
    `block ${block}'s indices inside ${sectionWords} words`,
    `words ${packed} to ${packed + needed}`,
  );
}
