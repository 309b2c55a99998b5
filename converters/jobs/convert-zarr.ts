import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip, constants as zlib, zstdCompress } from 'node:zlib';
import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxSize, mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { volumeOfScale } from '../../datasets/scale-volume.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { bytesPerSample, type Volume, type VoxelBlock } from '../../datasets/volume.ts';
import { downsampleBlock } from '../../datasets/voxels/index.ts';
import { openZarr } from '../../datasets/zarr/index.ts';
import {
  countObjects,
  encodeImageMetadata,
  writeZarrLevel,
  type ZarrCompression,
  type ZarrImageSpec,
  type ZarrLevelSpec,
} from '../../datasets/zarr/writing/index.ts';
import { planSteps } from '../pyramid/index.ts';

export interface ConvertZarrOptions {
  readonly output: string;
  readonly kind: 'image' | 'segmentation';
  readonly chunkSize: Xyz;
  readonly sharded: boolean;
  readonly pyramid: boolean;
  readonly compression: 'gzip' | 'zstd';
  /** Of gzip, 1-9; zstd takes it too. */
  readonly level: number;
  readonly force: boolean;
  /** What an unfinished run is told by, beside the shape of what is written. */
  readonly parameters: unknown;
  readonly signal: AbortSignal;
  readonly onProgress: (doneObjects: number, allObjects: number) => void;
}

/** A level and how it is made of the one before. */
interface Step extends ZarrLevelSpec {
  readonly factors?: Xyz;
}

/** What an unfinished run leaves, and takes away when it ends. */
const PLAN = '.floodlight-zarr.json';

/**
 * Writes a volume as an OME-NGFF 0.5 image, Zarr 3. Objects that an unfinished run of the same plan left are kept; the
 * metadata of the image come last. Memory: a shard of the finest level, and its eight-fold for a coarser one.
 * @throws InvalidDataError where the folder holds something else.
 */
export async function convertToZarr(volume: Volume, options: ConvertZarrOptions): Promise<ZarrImageSpec> {
  const { output, signal, onProgress, force } = options;
  const spec = describeZarr(volume, options);
  const store = createFileStore(output);
  const keepsObjects = await enter(store, planOf(spec, options.parameters), force);
  const all = spec.levels.reduce((sum, level) => sum + countObjects(spec, level), 0);
  let done = 0;
  for (const [i, level] of spec.levels.entries()) {
    const read = i === 0 ? (box: Box) => volume.read(box, { signal }) : await coarser(store, spec, i, signal);
    await writeZarrLevel(store, spec, level, {
      read,
      signal,
      keepsObjects,
      onObject: () => onProgress(++done, all),
    });
  }
  await store.put('zarr.json', encodeImageMetadata(spec));
  await store.delete(PLAN);
  return spec;
}

/** What would be written. */
export function describeZarr(volume: Volume, options: Omit<ConvertZarrOptions, 'onProgress'>): ZarrImageSpec {
  const { kind, chunkSize, sharded, pyramid } = options;
  const { dataType, numChannels, bounds, voxelSizeNm } = volume;
  if (!voxelSizeNm) throw new InvalidDataError({ subject: 'input', expected: 'a voxel size', got: 'none' });
  const steps = pyramid ? planSteps({ bounds, voxelSizeNm }, { chunkSize }) : [];
  const levels: Step[] = [{ bounds, voxelSizeNm }, ...steps].map((step, i) => ({ ...step, path: `s${i}` }));
  // A shard of some 16 MiB, and no larger than the volume.
  const most = bytesPerSample(dataType) > 2 ? 2 : 4;
  const perShard = mapXyz((n, axis) => Math.min(most, Math.ceil(n / chunkSize[axis])), boxSize(bounds));
  return {
    kind,
    dataType,
    numChannels,
    chunkSize,
    perShard: sharded ? perShard : undefined,
    compression: compressionOf(options),
    levels,
  };
}

function compressionOf({
  compression,
  level,
}: Pick<ConvertZarrOptions, 'compression' | 'level'>): ZarrCompression {
  if (compression === 'gzip') {
    const encode = promisify<Uint8Array, object, Uint8Array>(gzip);
    return { name: 'gzip', configuration: { level }, encode: (bytes) => encode(bytes, { level }) };
  }
  const encode = promisify<Uint8Array, object, Uint8Array>(zstdCompress);
  const params = { [zlib.ZSTD_c_compressionLevel]: level };
  const configuration = { level, checksum: false };
  return { name: 'zstd', configuration, encode: (bytes) => encode(bytes, { params }) };
}

/** Reads a coarser level's boxes from the level before, as it was written. */
async function coarser(store: FileStore, spec: ZarrImageSpec, index: number, signal: AbortSignal) {
  const before = spec.levels[index - 1]!;
  const { factors } = spec.levels[index] as Step & { readonly factors: Xyz };
  const { volume } = await openZarr(below(store, before.path));
  const source = volumeOfScale(volume!, 0);
  const method = spec.kind === 'segmentation' ? 'mode' : 'average';
  return async ({ begin, end }: Box): Promise<VoxelBlock> => {
    const first = mapXyz((n, axis) => Math.max(n * factors[axis], before.bounds.begin[axis]), begin);
    const last = mapXyz((n, axis) => Math.min(n * factors[axis], before.bounds.end[axis]), end);
    // The array's own voxels begin at 0.
    const own = (at: Xyz) => mapXyz((n, axis) => n - before.bounds.begin[axis], at);
    const block = await source.read({ begin: own(first), end: own(last) }, { signal });
    return downsampleBlock(block, first, { method, factors });
  };
}

const below = (store: Store, path: string): Store => ({
  name: `${store.name}/${path}`,
  get: (key, options) => store.get(`${path}/${key}`, options),
  size: async (key) => store.size?.(`${path}/${key}`),
});

/** @returns whether objects that are there are of this plan. */
async function enter(store: FileStore, plan: string, force: boolean): Promise<boolean> {
  const known = await store.get(PLAN);
  if (known && new TextDecoder().decode(known) === plan) return true;
  let isEmpty = true;
  for await (const key of store.list('')) {
    const isOurs = /^(zarr\.json|s\d+\/.*|\.floodlight-zarr\.json)$/.test(key);
    if (force && isOurs) await store.delete(key);
    else isEmpty = false;
  }
  if (!isEmpty) {
    const cure = 'Choose another one, or give --force to write over an image of ours';
    throw new InvalidDataError({
      subject: store.name,
      expected: 'an empty or new folder',
      got: 'files',
      cure,
    });
  }
  await store.put(PLAN, new TextEncoder().encode(plan));
  return false;
}

function planOf({ compression, ...spec }: ZarrImageSpec, parameters: unknown): string {
  const { name, configuration } = compression;
  const text = JSON.stringify({ ...spec, name, configuration, parameters });
  return createHash('sha256').update(text).digest('hex');
}
