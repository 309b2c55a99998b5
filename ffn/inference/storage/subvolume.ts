/** The NPZ file of one segmented subvolume. Source: spec/ffn.md 4.3, 4.7. */
import { CorruptDataError, MissingError, UnsupportedError } from '../../../datasets/errors.ts';
import { type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { encodeNpz, type NpyArray, type Npz, openNpz } from '../../../datasets/npy/index.ts';
import type { Store, WritableStore } from '../../../datasets/stores/index.ts';
import type { OriginInfo, Overlap } from '../canvas.ts';
import { legacySubvolumePath, subvolumePath } from './paths.ts';
import { type Labels, reduceIdBits } from './reduce-id-bits.ts';

export interface Subvolume {
  /** Voxels per axis, zyx. */
  readonly shape: Zyx;
  /** [z, y, x] int32; markers below 0 are written as 0. */
  readonly segmentation: Int32Array;
  /** By segment; starts are relative to the corner. */
  readonly origins: ReadonlyMap<number, OriginInfo>;
  readonly overlaps: ReadonlyMap<number, readonly Overlap[]>;
  /** Anything that JSON holds; uint64 becomes text. */
  readonly request: object;
  readonly counters: Readonly<Record<string, number>>;
  /** [z, y, x] uint8, quantised; written beside as `.prob` where it is given. */
  readonly probability?: Uint8Array;
}

export interface LoadedSubvolume {
  readonly shape: Zyx;
  /** [z, y, x]; 0 is background. */
  readonly labels: Labels;
  /** Empty where the file has none that can be read without unpickling. */
  readonly origins: ReadonlyMap<number, OriginInfo>;
}

/**
 * Writes `segmentation` in as few bits as ids need, and, as JSON texts, `origins_json` (id -> start_zyx, iters,
 * walltime_sec), `overlaps_json` (id -> [ids, voxels]), `request` and `counters`. The probability file is written
 * first: a segmentation that exists is complete.
 * @param corner first voxel, zyx.
 * @returns the segmentation's key.
 */
export async function saveSubvolume(
  store: WritableStore,
  corner: Zyx,
  subvolume: Subvolume,
): Promise<string> {
  const { shape, probability } = subvolume;
  if (probability) {
    const qprob = encodeNpz({ qprob: { dataType: 'uint8', shape, data: probability } });
    await store.put(subvolumePath(corner, 'prob'), qprob);
  }
  const key = subvolumePath(corner, 'npz');
  const bytes = encodeNpz({
    segmentation: labelArray(reduceIdBits(subvolume.segmentation), shape),
    origins_json: JSON.stringify(encodeOrigins(subvolume.origins)),
    overlaps_json: JSON.stringify(encodeOverlaps(subvolume.overlaps)),
    request: JSON.stringify(subvolume.request, (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    ),
    counters: JSON.stringify(subvolume.counters),
  });
  await store.put(key, bytes);
  return key;
}

/** @returns the key of the subvolume's segmentation, under its new or legacy name; undefined where there is none. */
export async function findSubvolume(store: Store, corner: Zyx): Promise<string | undefined> {
  for (const key of [subvolumePath(corner, 'npz'), legacySubvolumePath(corner, 'npz')]) {
    if ((await store.get(key)) !== undefined) return key;
  }
  return undefined;
}

/**
 * Reads a segmentation under its new or legacy name.
 * @throws MissingError where there is none; CorruptDataError, UnsupportedError where it is no 3D array of labels.
 */
export async function loadSegmentation(store: Store, corner: Zyx): Promise<LoadedSubvolume> {
  const key = await findSubvolume(store, corner);
  const bytes = key === undefined ? undefined : await store.get(key);
  if (key === undefined || bytes === undefined) {
    const subject = `${store.name}/${subvolumePath(corner, 'npz')}`;
    throw new MissingError({ subject, expected: 'a segmentation', got: 'no file' });
  }
  const subject = `${store.name}/${key}`;
  const npz = openNpz(bytes, subject);
  const { shape, labels } = readLabels(npz.read('segmentation'), subject);
  return { shape, labels, origins: readOrigins(npz, subject) };
}

function labelArray(data: Labels, shape: Zyx): NpyArray {
  if (data instanceof Uint8Array) return { dataType: 'uint8', shape, data };
  if (data instanceof Uint16Array) return { dataType: 'uint16', shape, data };
  return { dataType: 'uint32', shape, data };
}

function readLabels({ data, shape, dataType }: NpyArray, subject: string): { shape: Zyx; labels: Labels } {
  if (shape.length !== 3) {
    const got = `${shape.length} axes`;
    throw new CorruptDataError({ subject: `${subject}:segmentation`, expected: '3 axes (z, y, x)', got });
  }
  if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array) {
    return { shape: zyx(shape[0], shape[1], shape[2]), labels: data };
  }
  throw new UnsupportedError({
    subject: `${subject}:segmentation`,
    expected: 'uint8, uint16 or uint32',
    got: dataType,
  });
}

interface OriginJson {
  readonly start_zyx: Zyx;
  readonly iters: number;
  readonly walltime_sec: number;
}

const encodeOrigins = (origins: ReadonlyMap<number, OriginInfo>): Record<string, OriginJson> =>
  Object.fromEntries(
    [...origins].map(([id, { startZyx, iters, walltimeSec }]) => [
      id,
      { start_zyx: startZyx, iters, walltime_sec: walltimeSec },
    ]),
  );

const encodeOverlaps = (overlaps: ReadonlyMap<number, readonly Overlap[]>): Record<string, number[][]> =>
  Object.fromEntries(
    [...overlaps].map(([id, list]) => [id, [list.map((o) => o.id), list.map((o) => o.voxels)]]),
  );

function readOrigins(npz: Npz, subject: string): Map<number, OriginInfo> {
  if (!npz.names.includes('origins_json')) return new Map();
  try {
    const stored = JSON.parse(npz.readText('origins_json')) as Record<string, OriginJson>;
    return new Map(
      Object.entries(stored).map(([id, { start_zyx, iters, walltime_sec }]) => [
        Number(id),
        { startZyx: zyx(start_zyx[0], start_zyx[1], start_zyx[2]), iters, walltimeSec: walltime_sec },
      ]),
    );
  } catch (cause) {
    throw new CorruptDataError({
      subject: `${subject}:origins_json`,
      expected: 'a JSON object of origins by id',
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
