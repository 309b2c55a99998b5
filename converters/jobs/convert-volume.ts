import { InvalidDataError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import {
  type PrecomputedInfo,
  type VolumeKind,
  type WrittenEncoding,
  writePrecomputed,
} from '../../datasets/precomputed/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { widenVolume } from '../../datasets/voxels/index.ts';

export interface ConvertOptions {
  readonly type: VolumeKind;
  /** Default: compressed_segmentation for a segmentation, raw for an image. */
  readonly encoding?: WrittenEncoding;
  /** Many chunks in one file, by the usual rule. Default false. */
  readonly sharded?: boolean;
  /** Voxels. Default 64, 64, 64. */
  readonly chunkSize?: Xyz;
  /** Write over a dataset that is there. Default false. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneChunks: number, allChunks: number) => void;
}

/**
 * Writes a volume as a precomputed dataset of one scale. Labels become uint64, the type that every tool of the field
 * expects of a segmentation.
 * @throws InvalidDataError where the destination holds a dataset already; UsageError without a voxel size; those of
 *   the volume's reader.
 */
export async function convertVolume(
  volume: Volume,
  store: WritableStore,
  options: ConvertOptions,
): Promise<PrecomputedInfo> {
  const { type, chunkSize, signal, onProgress } = options;
  const encoding = options.encoding ?? (type === 'segmentation' ? 'compressed_segmentation' : 'raw');
  if (!options.overwrite && (await store.get('info'))) throw taken(store.name);
  const source = type === 'segmentation' ? widenVolume(volume, 'uint64') : volume;
  const sharding = options.sharded ? true : undefined;
  return writePrecomputed(store, { type, encoding, chunkSize, sharding }, source, { signal, onProgress });
}

const taken = (destination: string) =>
  new InvalidDataError({
    subject: destination,
    expected: 'an empty or new destination',
    got: 'a dataset',
    cure: 'Choose another one, or give --force to overwrite it',
  });
