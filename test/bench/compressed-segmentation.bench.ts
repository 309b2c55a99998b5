/** compressed_segmentation against Neuroglancer's own code from npm, on the published FIB-25 segmentation. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ChunkShape,
  decodeCompressedSegmentation,
  encodeCompressedSegmentation,
} from '../../datasets/codecs/index.ts';
import { volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { openNpz } from '../../datasets/npy/index.ts';
import { SHARED_DIR } from '../../scripts/lib/paths.ts';
import { decodeByNeuroglancer, encodeByNeuroglancer } from '../datasets/support/neuroglancer.ts';
import { type BenchRow, comparePairs } from './support/pairs.ts';

export const name = 'compressed_segmentation';

const CHUNK = 64;
const BLOCK = xyz(8, 8, 8);

interface Chunk {
  readonly shape: ChunkShape & { readonly size: Xyz };
  readonly labels: BigUint64Array;
}

/** All chunks of 64^3, those at the far faces cut, as uint64. */
async function readChunks(): Promise<Chunk[]> {
  const path = join(process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR, 'data/fib25/published-segmentation.npz');
  const { shape, data } = openNpz(await readFile(path), path).read('segmentation');
  const [sz, sy, sx] = shape;
  const chunks: Chunk[] = [];
  for (let z = 0; z < sz; z += CHUNK) {
    for (let y = 0; y < sy; y += CHUNK) {
      for (let x = 0; x < sx; x += CHUNK) {
        const size = xyz(Math.min(CHUNK, sx - x), Math.min(CHUNK, sy - y), Math.min(CHUNK, sz - z));
        const labels = new BigUint64Array(volumeOf(size));
        let to = 0;
        for (let k = 0; k < size[2]; k++) {
          for (let j = 0; j < size[1]; j++) {
            const from = x + sx * (y + j + sy * (z + k));
            for (let i = 0; i < size[0]; i++) labels[to++] = BigInt(data[from + i]);
          }
        }
        chunks.push({ shape: { dataType: 'uint64', size, numChannels: 1, blockSize: BLOCK }, labels });
      }
    }
  }
  return chunks;
}

export async function run(): Promise<BenchRow[]> {
  const chunks = await readChunks();
  const encoded = chunks.map(({ labels, shape }) => encodeCompressedSegmentation(labels, shape));
  const work = chunks.reduce((sum, { labels }) => sum + labels.length, 0) / 1e6;
  const common = { unit: 'MVx/CPU-s', peer: 'neuroglancer', work, count: chunks.length };
  const encode = comparePairs({
    ...common,
    name: 'compressed_segmentation encode uint64, 8x8x8',
    ours: (i) => encodeCompressedSegmentation(chunks[i].labels, chunks[i].shape),
    theirs: (i) => encodeByNeuroglancer(chunks[i].labels, chunks[i].shape.size, 1, BLOCK),
  });
  const decode = comparePairs({
    ...common,
    name: 'compressed_segmentation decode uint64, 8x8x8',
    ours: (i) => decodeCompressedSegmentation(encoded[i], chunks[i].shape),
    theirs: (i) => {
      const { size } = chunks[i].shape;
      return decodeByNeuroglancer(encoded[i], new BigUint64Array(volumeOf(size)), size, 1, BLOCK);
    },
  });
  const scratch = new BigUint64Array(CHUNK ** 3);
  const into = (i: number) => scratch.subarray(0, chunks[i].labels.length);
  const decodeInto = comparePairs({
    ...common,
    name: 'the same, into an array that is there',
    ours: (i) => decodeCompressedSegmentation(encoded[i], chunks[i].shape, undefined, into(i)),
    theirs: (i) => decodeByNeuroglancer(encoded[i], into(i), chunks[i].shape.size, 1, BLOCK),
  });
  return [encode, decode, decodeInto];
}
