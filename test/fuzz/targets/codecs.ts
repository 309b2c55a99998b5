import { crc32 } from 'node:zlib';
import { unzlibSync, zlibSync } from 'fflate';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import {
  type ChunkShape,
  decodeChunk,
  encodeChunk,
  gunzip,
  gzip,
  samplesIn,
} from '../../../datasets/codecs/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { decodeStoredChunk } from '../../../datasets/precomputed/index.ts';
import { encodeSlowly } from '../../datasets/codecs/compresso/slow-encoder.ts';
import { randomSamples } from '../../datasets/support/blocks.ts';
import type { FuzzTarget } from '../target.ts';

const SMALL = xyz(9, 7, 3);

type Shapes = readonly ChunkShape[];

/** Seeds of several shapes; each input is decoded to the shape of one of them, chosen by its length: any will do. */
async function chunkTarget(
  name: string,
  share: number,
  encoding: string,
  shapes: Shapes,
): Promise<FuzzTarget[]> {
  return Promise.all(
    shapes.map(async (shape, i) => ({
      name: shapes.length === 1 ? name : `${name} ${i + 1}`,
      share,
      seeds: [
        await encodeChunk(encoding, randomSamples(shape.dataType, samplesIn(shape), 5 + 40 * (i % 2)), shape),
      ],
      decode: (bytes: Uint8Array) => decodeChunk(encoding, bytes, shape),
    })),
  );
}

const blockSize = xyz(8, 8, 8);
const LABELS: Shapes = [
  { dataType: 'uint32', size: xyz(17, 9, 8), numChannels: 1, blockSize },
  { dataType: 'uint64', size: xyz(16, 8, 8), numChannels: 2, blockSize },
  { dataType: 'uint64', size: xyz(5, 4, 3), numChannels: 1, blockSize: xyz(2, 3, 2) },
];
const PICTURES: Shapes = [
  { dataType: 'uint8', size: SMALL, numChannels: 1 },
  { dataType: 'uint16', size: SMALL, numChannels: 3 },
  { dataType: 'uint8', size: SMALL, numChannels: 4 },
];

function compressoTargets(): FuzzTarget[] {
  const cases = [
    ['uint8', { steps: xyz(4, 2, 1), version: 0, connectivity: 4 }],
    ['uint64', { steps: xyz(8, 4, 1), version: 1, connectivity: 4 }],
    ['uint32', { steps: xyz(4, 4, 4), version: 0, connectivity: 6 }],
  ] as const;
  return cases.map(([dataType, options]) => ({
    name: `compresso ${dataType}`,
    share: 18,
    seeds: [encodeSlowly(randomSamples(dataType, 189, 6), SMALL, dataType, options)],
    decode: (bytes) => decodeChunk('compresso', bytes, { dataType, size: SMALL, numChannels: 1 }),
  }));
}

/** Makes a PNG's checksums right, chunk after chunk, as far as its lengths lead. */
function repairPng(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) break;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
  return bytes;
}

/** Mutates what lies in the compressed part: filters and samples. */
async function scanlineTarget(): Promise<FuzzTarget> {
  const shape = PICTURES[0];
  const png = await encodeChunk('png', randomSamples('uint8', samplesIn(shape), 9), shape);
  const view = new DataView(png.buffer, png.byteOffset);
  const [head, length] = [png.subarray(0, 33), view.getUint32(33)];
  const tail = png.subarray(33 + 12 + length);
  return {
    name: 'png scanlines',
    share: 1,
    seeds: [unzlibSync(png.subarray(41, 41 + length))],
    decode: (scanlines) => {
      const data = zlibSync(scanlines, { level: 1 });
      const chunk = new Uint8Array(12 + data.length);
      new DataView(chunk.buffer).setUint32(0, data.length);
      chunk.set([73, 68, 65, 84], 4);
      chunk.set(data, 8);
      return decodeChunk('png', repairPng(new Uint8Array(Buffer.concat([head, chunk, tail]))), shape);
    },
  };
}

const concatenated = async (size: number) => gzip(new Uint8Array(size).map((_, i) => i * i));

export async function codecTargets(): Promise<FuzzTarget[]> {
  registerNodeCodecs();
  const raw = { dataType: 'uint16', size: SMALL, numChannels: 2 } as const;
  const grey = { dataType: 'uint8', size: xyz(16, 8, 2), numChannels: 1 } as const;
  const labels = { ...LABELS[0] };
  const packed = await gzip(
    await encodeChunk('compressed_segmentation', randomSamples('uint32', 1224, 9), labels),
  );
  const pngs = await chunkTarget('png', 3, 'png', PICTURES);
  return [
    ...(await chunkTarget('raw', 2, 'raw', [raw])),
    ...(await chunkTarget('compressed_segmentation', 50, 'compressed_segmentation', LABELS)),
    ...compressoTargets(),
    ...pngs.map((target) => ({ ...target, isChecked: true, repair: repairPng })),
    await scanlineTarget(),
    ...(await chunkTarget('jpeg', 1, 'jpeg', [grey])),
    {
      name: 'gzip',
      share: 2,
      isChecked: true,
      seeds: [await concatenated(600)],
      decode: (bytes) => gunzip(bytes, 1 << 16),
    },
    {
      name: 'chunk, gzipped',
      share: 2,
      isChecked: true,
      seeds: [packed],
      decode: (bytes) => decodeStoredChunk('compressed_segmentation', bytes, labels, 'fuzz'),
    },
  ];
}
