import type { Dataset } from 'h5wasm';
import { InvalidDataError, TooLargeError, UsageError } from '../errors.ts';
import { type Box, boxOf, boxSize, mapXyz, toXyz, type Xyz, xyz, zyx } from '../geometry/index.ts';
import { assertInside, createBlock } from '../memory-volume.ts';
import {
  type FileType,
  floatsOfFloat64,
  labelsOfInt64,
  typeWarning,
  volumeTypeOf,
} from '../raw-file/index.ts';
import { throwIfAborted } from '../stores/index.ts';
import { bytesPerSample, type DataType, type Samples, type Volume, type VoxelBlock } from '../volume.ts';
import { parseDatasetPath } from './dataset-path.ts';
import { type OpenHdf5Options, openHdf5 } from './file.node.ts';
import { withHdf5Errors } from './library.node.ts';
import { sampleTypeOf } from './sample-type.node.ts';
import { slabsOf } from './slabs.ts';

/** A dataset as a volume. The file stays open until `close`. */
export interface Hdf5Volume extends Volume {
  readonly warnings: readonly string[];
  close(): void;
}

export interface Hdf5VolumeOptions extends OpenHdf5Options {
  /** First voxel of the dataset. Default: 0, 0, 0. */
  readonly origin?: Xyz;
  /** HDF5 has no convention for it. */
  readonly voxelSizeNm?: Xyz;
}

/** The library decompresses whole chunks in memory of at most 2 GiB. */
const MAX_CHUNK_BYTES = 512 * 2 ** 20;

/** What a reading function needs of a dataset. */
interface Source {
  readonly dataset: Dataset;
  readonly type: FileType;
  readonly dataType: DataType;
  readonly numChannels: number;
  readonly size: Xyz;
  /** Sections per chunk; 1 where there are no chunks. */
  readonly chunkSections: number;
  readonly subject: string;
}

/**
 * Opens `FILE.h5:DATASET`, a dataset of shape (z, y, x) or (channel, z, y, x): C order, so x is fastest as everywhere.
 * A read asks the library for the box alone, in pieces of at most 64 MiB; chunks, gzip, shuffle and Fletcher32 are the
 * library's, and what it holds at once is one such piece and one chunk.
 *
 * int64 becomes uint64, and a block with a negative value is an error when it is read; float64 becomes float32.
 * @param path see `parseDatasetPath`.
 * @throws UsageError where no dataset is named; MissingError; InvalidDataError for other shapes; UnsupportedError for
 * what is not a number; TooLargeError for chunks over 512 MiB; CorruptDataError.
 */
export async function openHdf5Volume(path: string, options: Hdf5VolumeOptions = {}): Promise<Hdf5Volume> {
  const { origin = xyz(0, 0, 0), voxelSizeNm } = options;
  const { file, dataset: name } = parseDatasetPath(path) ?? { file: path, dataset: undefined };
  const opened = await openHdf5(file, options);
  try {
    const dataset = opened.dataset(name);
    const source = withHdf5Errors(path, () => describe(dataset, path));
    const warning = typeWarning(source.type);
    const bounds = boxOf(origin, source.size);
    let isOpen = true;
    return {
      dataType: source.dataType,
      numChannels: source.numChannels,
      bounds,
      voxelSizeNm,
      warnings: warning ? [warning] : [],
      close() {
        isOpen = false;
        opened.close();
      },
      async read(box, { signal } = {}) {
        if (!isOpen) throw new UsageError({ subject: path, expected: 'an open volume', got: 'a closed one' });
        assertInside(bounds, box, path);
        return readBox(
          source,
          boxOf(
            mapXyz((b, i) => b - origin[i], box.begin),
            boxSize(box),
          ),
          signal,
        );
      },
    };
  } catch (error) {
    opened.close();
    throw error;
  }
}

function describe(dataset: Dataset, subject: string): Source {
  const shape = dataset.shape ?? [];
  const isVolume = (shape.length === 3 || shape.length === 4) && shape.every((n) => n >= 1);
  if (!isVolume) {
    const got = `shape (${shape.join(', ')})`;
    throw new InvalidDataError({
      subject,
      expected: 'shape (z, y, x) or (channel, z, y, x), none empty',
      got,
      cure: 'Name another dataset of the file, or save the volume with three dimensions',
    });
  }
  const type = sampleTypeOf(dataset, subject);
  const { chunks, size: sampleBytes } = dataset.metadata;
  const chunkBytes = (chunks ?? []).reduce((product, n) => product * n, sampleBytes);
  if (chunkBytes > MAX_CHUNK_BYTES) {
    const cure = 'Rewrite the file: h5repack -l CHUNK=64x64x64';
    const expected = `chunks of at most ${MAX_CHUNK_BYTES} bytes`;
    throw new TooLargeError({ subject, expected, got: `${chunkBytes}`, cure });
  }
  const [z, y, x] = shape.slice(-3);
  return {
    dataset,
    type,
    dataType: volumeTypeOf(type),
    numChannels: shape.length === 4 ? shape[0] : 1,
    size: toXyz(zyx(z, y, x)),
    chunkSections: chunks?.at(-3) ?? 1,
    subject,
  };
}

async function readBox(source: Source, box: Box, signal: AbortSignal | undefined): Promise<VoxelBlock> {
  const { dataType, numChannels, chunkSections, subject } = source;
  throwIfAborted(signal, subject);
  const block = createBlock(dataType, boxSize(box), numChannels);
  let filled = 0;
  for (let channel = 0; channel < numChannels; channel++) {
    for (const slab of slabsOf(box, bytesPerSample(dataType), chunkSections)) {
      // The library blocks; between pieces others have their turn, and an abort can arrive.
      if (filled > 0) await new Promise((resolve) => setImmediate(resolve));
      throwIfAborted(signal, subject);
      const samples = readSlab(source, slab, channel);
      (block.data as Uint8Array).set(samples as Uint8Array, filled);
      filled += samples.length;
    }
  }
  return block;
}

function readSlab(source: Source, { begin, end }: Box, channel: number): Samples {
  const { dataset, type, dataType, subject } = source;
  const ranges = ([2, 1, 0] as const).map((i): [number, number] => [begin[i], end[i]]);
  const isFourDimensional = dataset.shape?.length === 4;
  const all = isFourDimensional ? [[channel, channel + 1] as [number, number], ...ranges] : ranges;
  const samples = withHdf5Errors(subject, () => dataset.slice(all));
  if (type === 'int64') return labelsOfInt64(samples as BigInt64Array, subject);
  if (type === 'float64') return floatsOfFloat64(samples as Float64Array, subject);
  // h5py's booleans are signed bytes of 0 and 1.
  return dataType === 'uint8'
    ? new Uint8Array((samples as Uint8Array).buffer as ArrayBuffer)
    : (samples as Samples);
}
