/** The files of one segmented subvolume, where and as the original writes them. Source: spec/ffn.md 4.3. */
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { encodeNpyBytes, encodeNpz, type NpyArray } from '../../../datasets/npy/index.ts';
import type { WritableStore } from '../../../datasets/stores/index.ts';
import type { OriginInfo, Overlap } from '../canvas.ts';
import { encodeMessage, type InferenceRequest } from '../requests/index.ts';
import { subvolumePath } from './paths.ts';
import { encodeOrigins, encodeOverlaps } from './python-objects.ts';
import { type Labels, reduceIdBits } from './reduce-id-bits.ts';

export interface Subvolume {
  /** Voxels per axis, zyx. */
  readonly shape: Zyx;
  /** [z, y, x] int32; markers below 0 are written as 0. */
  readonly segmentation: Int32Array;
  /** By segment; starts are relative to the corner. */
  readonly origins: ReadonlyMap<number, OriginInfo>;
  readonly overlaps: ReadonlyMap<number, readonly Overlap[]>;
  readonly request: InferenceRequest;
  readonly counters: Readonly<Record<string, number>>;
  /** [z, y, x] uint8, quantised; written beside as `.prob` where it is given. */
  readonly probability?: Uint8Array;
}

/**
 * Writes `segmentation` in as few bits as ids need, `origins` and `overlaps` as Python dicts, `request` as protobuf's bytes,
 * `counters` as JSON. The probability file (`qprob`) is written first: a segmentation that exists is complete.
 * @param corner first voxel, zyx.
 * @returns the segmentation's key.
 */
export async function saveSubvolume(
  store: WritableStore,
  corner: Zyx,
  subvolume: Subvolume,
): Promise<string> {
  const { shape, probability, origins, overlaps, request, counters } = subvolume;
  if (probability) {
    const qprob = encodeNpz({ qprob: { dataType: 'uint8', shape, data: probability } });
    await store.put(subvolumePath(corner, 'prob'), qprob);
  }
  const key = subvolumePath(corner, 'npz');
  const bytes = encodeNpz({
    segmentation: labelArray(reduceIdBits(subvolume.segmentation), shape),
    origins: encodeOrigins(origins),
    request: encodeNpyBytes(encodeMessage('InferenceRequest', request)),
    counters: JSON.stringify(counters),
    overlaps: encodeOverlaps(overlaps),
  });
  await store.put(key, bytes);
  return key;
}

/** Writes the normalised image as the canvas had it (`im`, float32), for `alignment_options.save_raw`. */
export async function saveAlignedImage(
  store: WritableStore,
  corner: Zyx,
  { shape, image }: { shape: Zyx; image: Float32Array },
): Promise<void> {
  const bytes = encodeNpz({ im: { dataType: 'float32', shape, data: image } });
  await store.put(subvolumePath(corner, 'align'), bytes);
}

function labelArray(data: Labels, shape: Zyx): NpyArray {
  if (data instanceof Uint8Array) return { dataType: 'uint8', shape, data };
  if (data instanceof Uint16Array) return { dataType: 'uint16', shape, data };
  return { dataType: 'uint32', shape, data };
}
